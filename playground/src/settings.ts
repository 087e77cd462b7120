// What the server tells the page: whom one can sign in with.

/** An identity provider, as the server's settings have it. */
export interface Issuer {
  /** Its name, exactly as in its tokens. */
  url: string
  /** What it is called, for people. */
  name: string
  /** Where its metadata is. */
  metadata_url: string
  /** The page's id there. */
  client_id: string
  /** What is asked for. */
  scope: string
  /** Whom tokens are to be for, where the provider has to be told (RFC 8707). */
  resource?: string
}

export interface Settings {
  issuers: Issuer[]
}

/** Fetches them. */
export async function fetchSettings(): Promise<Settings> {
  const response = await fetch('/playground/settings.json')
  if (!response.ok) throw new Error(String(response.status))
  return (await response.json()) as Settings
}
