// Who asks. A header says so, and no token is verified: an advantage over our server.

/** `member` sees what is PUBLIC and INTERNAL, `anonymous` what is PUBLIC. */
export function viewerOf(headers) {
  return headers['x-viewer'] === 'member' ? 'member' : 'anonymous'
}
