// Tokens that are good, and what is left of them when somebody has changed a letter.

const encode = (claims) => Buffer.from(JSON.stringify(claims)).toString('base64url')

/** Makes values for `Authorization`: of a role in most cases, none in some, a broken one in others. */
export function tokens(good, random) {
  const { below, often, one } = random
  const roles = Object.keys(good)
  const broken = () => {
    const [head, claims, signature] = good[one(roles)].split('.')
    const at = below(signature.length)
    return one([
      `${head}.${claims}.${signature.slice(0, at)}x${signature.slice(at + 1)}`,
      `${head}.${claims}.`,
      `${encode({ alg: 'none' })}.${claims}.`,
      `${encode({ alg: 'HS256', kid: '\0' })}.${claims}.${signature}`,
      `${head}.${encode({ iss: 'x', sub: '\0', exp: 1e300 })}.${signature}`,
      `${head}.${'A'.repeat(9000)}.${signature}`,
      '..',
      'a',
      '',
      'sk_' + 'a'.repeat(43),
    ])
  }
  return () => {
    if (often(20)) return undefined
    if (often(8)) return `${one(['Bearer', 'bearer', 'Basic', ''])} ${broken()}`
    return `Bearer ${good[one(roles)]}`
  }
}
