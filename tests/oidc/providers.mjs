// Two OpenID providers, A and B, on loopback: real issuers for the tests of a server that verifies access tokens.
//
// usage: node providers.mjs
//
// The first line of output is {"a": issuer, "b": issuer}. Then each line of input is a command, answered in order by
// one line; what fails is answered by {"error": text}. The process ends when its input does.
//
//   {"do":"token","provider":"a","login":"anna+ANALYST"}  {"accessToken","idToken"} of a person
//        may have "expiresIn": seconds (negative: expired when it is issued) and "resource": another audience
//   {"do":"client","provider":"a","client":"partner"}     {"accessToken"} of a program; may have "resource"
//   {"do":"rotate","provider":"a"}    {"kid"}: signs with a new key from now on; the old keys are still published
//   {"do":"retire","provider":"a"}    {"kid"}: publishes the newest key alone
//   {"do":"down","provider":"a"}      {"ok":true}: closes the port and all connections
//   {"do":"up","provider":"a"}        {"ok":true}: opens the same port again
//   {"do":"requests","provider":"a"}  {"discovery","jwks"}: how many requests so far to the two documents
//
// Whoever comes with a `login_hint` is signed in without a page: "anna+REPRESENTATIVE+ANALYST" is the person anna with
// two roles. A user agent stays signed in: another person needs one without cookies.
import { Console } from 'node:console';
import { createHash, generateKeyPair, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

// The library writes notices to stdout, which is for the answers alone. It also warns of Node 20, on which it runs.
const log = new Console(process.stderr);
console.info = (text) => log.info(text);
console.warn = (text) => {
  if (!String(text).includes('Unsupported runtime')) log.warn(text);
};
// Imported this late because it warns while it is loaded.
const { Provider } = await import('oidc-provider');
const { createMemoryAdapter } = await import('oidc-provider/lib/adapters/memory_adapter.js');

const RESOURCE = 'urn:samhallskontraktet';
const REDIRECT = 'http://127.0.0.1/callback';
const SCOPE = 'openid profile email';
const HOUR = 3600;
const KEYS = {
  RS256: ['rsa', { modulusLength: 2048 }],
  ES256: ['ec', { namedCurve: 'P-256' }],
};

const machine = (id) => ({
  client_id: id,
  client_secret: 'secret',
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
});
const CLIENTS = [
  {
    client_id: 'web',
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: [REDIRECT],
    token_endpoint_auth_method: 'none',
  },
  {
    client_id: 'playground',
    // By that, any port of this machine is right.
    application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: ['http://127.0.0.1/playground'],
    token_endpoint_auth_method: 'none',
  },
  machine('partner'),
  machine('stranger'),
];

async function start(name, alg) {
  // All of this outlives a Provider, which cannot change its keys and is built anew with each rotation.
  const adapter = createMemoryAdapter();
  const cookieKeys = [randomBytes(32).toString('base64url')];
  const roles = new Map();
  const lifetimes = new Map();
  const requests = { discovery: 0, jwks: 0 };
  let keys = [];
  let made = 0;
  let provider;
  let handler;

  const server = createServer((request, response) => {
    const path = request.url.split('?')[0];
    if (path === '/.well-known/openid-configuration') requests.discovery += 1;
    if (path === '/jwks') requests.jwks += 1;
    if (!path.startsWith('/interaction/')) return handler(request, response);
    return interact(request, response).catch((error) => {
      log.error(error);
      response.writeHead(400).end(error.message);
    });
  });
  const listen = (port) => new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  await listen(0);
  const { port } = server.address();
  const issuer = `http://127.0.0.1:${port}`;
  await rotate();

  function build() {
    provider = new Provider(issuer, {
      adapter,
      claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
      clientBasedCORS: () => true,
      clientDefaults: { id_token_signed_response_alg: alg },
      clients: CLIENTS,
      cookies: {
        keys: cookieKeys,
        // Cookies do not tell ports apart: with the same names, A would overwrite what B stored in a user agent.
        names: { session: `session_${name}`, interaction: `interaction_${name}`, resume: `resume_${name}` },
      },
      extraTokenClaims: (_context, { accountId }) => accountId && { roles: roles.get(accountId), ...person(accountId) },
      features: {
        clientCredentials: { enabled: true },
        devInteractions: { enabled: false },
        resourceIndicators: {
          enabled: true,
          defaultResource: (_context, _client, oneOf) => oneOf ?? RESOURCE,
          getResourceServerInfo: (_context, audience) => ({
            audience, scope: SCOPE, accessTokenFormat: 'jwt', jwt: { sign: { alg } },
          }),
          useGrantedResource: () => true,
        },
        rpInitiatedLogout: { enabled: false },
      },
      findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...person(id) }) }),
      // Not by `ttl`, which refuses what is past already.
      formats: {
        customizers: {
          jwt: ({ oidc }, _token, { payload }) => {
            const lifetime = lifetimes.get(oidc.params.code);
            if (lifetime !== undefined) payload.exp = payload.iat + lifetime;
          },
        },
      },
      interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
      issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
      jwks: { keys },
      pkce: { required: (_context, client) => client.clientAuthMethod === 'none' },
      ttl: {
        AccessToken: HOUR,
        AuthorizationCode: 60,
        ClientCredentials: HOUR,
        Grant: 24 * HOUR,
        IdToken: HOUR,
        Interaction: HOUR,
        RefreshToken: 24 * HOUR,
        Session: 24 * HOUR,
      },
    });
    provider.on('server_error', (_context, error) => log.error(error));
    handler = provider.callback();
  }

  const person = (id) => ({ name: `Test ${id}`, email: `${id}@example.org` });

  /** Login and consent in one step. */
  async function interact(request, response) {
    const { params, session, prompt } = await provider.interactionDetails(request, response);
    let accountId = session?.accountId;
    if (prompt.name === 'login') {
      const [id, ...held] = (params.login_hint ?? '').split('+');
      if (!id) {
        const refusal = { error: 'access_denied', error_description: 'nobody without login_hint' };
        return provider.interactionFinished(request, response, refusal);
      }
      accountId = id;
      roles.set(id, held);
    }
    const grant = new provider.Grant({ accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    for (const resource of [params.resource].flat()) grant.addResourceScope(resource, params.scope);
    const grantId = await grant.save();
    return provider.interactionFinished(request, response, { login: { accountId }, consent: { grantId } });
  }

  async function rotate() {
    const { privateKey } = await promisify(generateKeyPair)(...KEYS[alg]);
    made += 1;
    // Counted, not random: both providers' first key is "key-1", which must not be taken for the same key.
    const kid = `key-${made}`;
    // The library signs with the first key that fits.
    keys = [{ ...privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' }, ...keys];
    build();
    return { kid };
  }

  async function retire() {
    keys = keys.slice(0, 1);
    build();
    return { kid: keys[0].kid };
  }

  function down() {
    return new Promise((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve({ ok: true })));
      server.closeAllConnections();
    });
  }

  async function up() {
    await listen(port);
    return { ok: true };
  }

  /** What a user agent and the program `web` do together. */
  async function token({ login, expiresIn, resource }) {
    if (typeof login !== 'string') throw new Error('login must be text');
    if (expiresIn !== undefined && !Number.isInteger(expiresIn)) throw new Error('expiresIn must be whole seconds');
    const verifier = randomBytes(32).toString('base64url');
    const state = randomBytes(8).toString('base64url');
    const query = new URLSearchParams({
      client_id: 'web',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      login_hint: login,
      redirect_uri: REDIRECT,
      response_type: 'code',
      scope: SCOPE,
      state,
      ...(resource && { resource }),
    });
    const callback = await follow(`${issuer}/auth?${query}`);
    const { code, ...answer } = Object.fromEntries(callback.searchParams);
    if (answer.error) throw new Error(`${answer.error}: ${answer.error_description}`);
    if (answer.state !== state || answer.iss !== issuer) throw new Error(`not the answer to the request: ${callback}`);
    if (expiresIn !== undefined) lifetimes.set(code, expiresIn);
    try {
      const tokens = await exchange({
        client_id: 'web', code, code_verifier: verifier, grant_type: 'authorization_code', redirect_uri: REDIRECT,
      });
      return { accessToken: tokens.access_token, idToken: tokens.id_token };
    } finally {
      lifetimes.delete(code);
    }
  }

  /** Follows redirects with cookies until one leads to the program. */
  async function follow(address) {
    const jar = new Map();
    for (let steps = 0; steps < 10; steps += 1) {
      const cookie = [...jar].map((pair) => pair.join('=')).join('; ');
      const response = await fetch(address, { redirect: 'manual', headers: { cookie } });
      const text = await response.text();
      const location = response.headers.get('location');
      if (!location) throw new Error(`${response.status} without a redirect: ${text}`);
      for (const line of response.headers.getSetCookie()) {
        const [, key, value] = line.match(/^([^=]+)=([^;]*)/);
        if (value) jar.set(key, value);
        else jar.delete(key);
      }
      address = new URL(location, address);
      if (address.href.startsWith(REDIRECT)) return address;
    }
    throw new Error('too many redirects');
  }

  async function client({ client: id, resource }) {
    const tokens = await exchange(
      { grant_type: 'client_credentials', ...(resource && { resource }) },
      { authorization: `Basic ${btoa(`${id}:secret`)}` },
    );
    return { accessToken: tokens.access_token };
  }

  async function exchange(form, headers) {
    const response = await fetch(`${issuer}/token`, { method: 'POST', headers, body: new URLSearchParams(form) });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${answer.error}: ${answer.error_description}`);
    return answer;
  }

  const commands = { token, client, rotate, retire, down, up, requests: async () => requests };
  return { issuer, commands };
}

async function answer(line, providers) {
  try {
    const command = JSON.parse(line);
    const chosen = providers.get(command?.provider);
    if (!chosen) throw new Error('no such provider');
    if (!Object.hasOwn(chosen.commands, command.do)) throw new Error('no such command');
    return await chosen.commands[command.do](command);
  } catch (error) {
    // `fetch` hides the reason in the cause.
    return { error: error.cause?.message ?? error.message };
  }
}

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

const [a, b] = await Promise.all([start('a', 'RS256'), start('b', 'ES256')]);
const providers = new Map([['a', a], ['b', b]]);
say({ a: a.issuer, b: b.issuer });
for await (const line of createInterface({ input: process.stdin })) say(await answer(line, providers));
process.exit();
