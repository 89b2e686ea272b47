// Usage: node provider.mjs PORT REDIRECT POST_LOGOUT
// A certified OpenID provider on loopback for the tests of signing in. It signs anybody in who says a name, and tells it when it
// listens. Its client is auditd with the secret "secret".
import { Provider } from 'oidc-provider'

const [port, redirect, back] = process.argv.slice(2)
const issuer = `http://127.0.0.1:${port}`
const provider = new Provider(issuer, {
  clients: [{
    client_id: 'auditd', client_secret: 'secret', redirect_uris: [redirect], post_logout_redirect_uris: [back],
    grant_types: ['authorization_code'], response_types: ['code'],
  }],
  pkce: { required: () => true },
  cookies: { keys: ['for-tests-only'] },
  claims: { openid: ['sub'], groups: ['groups'] },
  scopes: ['openid', 'groups'],
  conformIdTokenClaims: false,
  clientBasedCORS: () => false,
  // The name is the subject; what stands after a plus sign is a group.
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, groups: id.split('+').slice(1) }) }),
  features: { rpInitiatedLogout: { enabled: true }, devInteractions: { enabled: true } },
})
provider.listen(Number(port), '127.0.0.1', () => console.log('listening'))
process.stdin.resume()
process.stdin.on('end', () => process.exit(0)) // also when the test was killed
