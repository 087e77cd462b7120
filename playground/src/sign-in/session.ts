// Signing in with an identity provider: authorization code with PKCE (RFC 7636), the refresh token renewing silently.
// Tokens are in this tab's session storage, which ends with the tab, and in no address, download or log.
import { ErrorResponse, UserManager, WebStorageStateStore, type User } from 'oidc-client-ts'

import type { Issuer } from '../settings'
import { language } from '../texts'
import { Told } from '../told'

const CHOSEN = 'playground:issuer'
const HERE = `${location.origin}/playground`

/** Who is signed in, if anybody, and what went wrong. */
export interface Session {
  token: string | undefined
  problem: 'failed' | 'ended' | undefined
  reason: string
}

const NOBODY: Session = { token: undefined, problem: undefined, reason: '' }

/** Signs in and out, and tells whoever listens. */
export class SignIn {
  #told = new Told(NOBODY)
  #manager: UserManager | undefined

  constructor(readonly issuers: Issuer[]) {}

  readonly session = this.#told.value

  readonly subscribe = this.#told.subscribe

  /** Takes up where this tab was: back from the provider, signed in already, or nobody yet. */
  async resume(): Promise<void> {
    const issuer = this.issuers.find(({ url }) => url === sessionStorage.getItem(CHOSEN))
    if (!issuer) return
    const manager = this.#open(issuer)
    try {
      this.#became(isAnswer() ? await manager.signinCallback() : await manager.getUser())
    } catch (error) {
      this.#failed(error)
    } finally {
      if (isAnswer()) history.replaceState(null, '', '/playground')
    }
  }

  /** Leaves for the provider. */
  async signIn(issuer: Issuer): Promise<void> {
    sessionStorage.setItem(CHOSEN, issuer.url)
    try {
      await this.#open(issuer).signinRedirect({ ui_locales: language, prompt: undefined })
    } catch (error) {
      this.#failed(error)
    }
  }

  /** Ends it here and, where the provider knows how, there. */
  async signOut(): Promise<void> {
    const manager = this.#manager
    const canLeave = await manager?.metadataService.getEndSessionEndpoint().catch(() => undefined)
    if (manager && canLeave) {
      await manager.signoutRedirect()
      return
    }
    await manager?.removeUser()
    sessionStorage.removeItem(CHOSEN)
    this.#told.tell(NOBODY)
  }

  /** The server no longer accepts the token: tries once to renew it. */
  async renew(): Promise<boolean> {
    const user = await this.#manager?.signinSilent().catch(() => null)
    if (user) return true
    await this.#ended()
    return false
  }

  #open(issuer: Issuer): UserManager {
    if (this.#manager?.settings.authority === issuer.url) return this.#manager
    const manager = new UserManager({
      authority: issuer.url,
      metadataUrl: issuer.metadata_url,
      client_id: issuer.client_id,
      scope: issuer.scope,
      resource: issuer.resource,
      redirect_uri: HERE,
      post_logout_redirect_uri: HERE,
      stateStore: new WebStorageStateStore({ store: sessionStorage }),
      userStore: new WebStorageStateStore({ store: sessionStorage }),
      automaticSilentRenew: true,
      monitorSession: false,
      loadUserInfo: false,
    })
    manager.events.addUserLoaded((user) => this.#became(user))
    manager.events.addAccessTokenExpired(() => void this.#ended())
    manager.events.addSilentRenewError(() => void this.#endedIfOver())
    this.#manager = manager
    return manager
  }

  /** A renewal that did not work matters once the token has ended. */
  async #endedIfOver(): Promise<void> {
    const user = await this.#manager?.getUser()
    if (!user || user.expired) await this.#ended()
  }

  async #ended(): Promise<void> {
    await this.#manager?.removeUser()
    this.#told.tell({ token: undefined, problem: 'ended', reason: '' })
  }

  #became(user: User | null | undefined): void {
    const token = user && !user.expired ? user.access_token : undefined
    this.#told.tell({ token, problem: undefined, reason: '' })
  }

  #failed(error: unknown): void {
    const described = error instanceof ErrorResponse ? (error.error_description ?? error.error) : null
    const reason = described ?? (error instanceof Error ? error.message : String(error))
    this.#told.tell({ token: undefined, problem: 'failed', reason })
  }
}

/** Whether the address is an answer of the provider to this page. */
function isAnswer(): boolean {
  const parameters = new URLSearchParams(location.search)
  return parameters.has('state') && (parameters.has('code') || parameters.has('error'))
}
