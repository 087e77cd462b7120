// What stays in view: where one is, who one is, and in which language.
import { useSyncExternalStore } from 'react'

import type { SignIn } from './sign-in/session'
import { useViewer, type Viewer } from './sign-in/viewer'
import { choose, language, text } from './texts'

function Who({ viewer }: { viewer: Viewer }) {
  const organisation = viewer.organisation?.shortName ?? viewer.organisation?.name
  return (
    <p className="who">
      <strong>{viewer.person?.name}</strong>
      <span>{[organisation, viewer.roles.at(-1)].filter(Boolean).join(' · ')}</span>
      <span className="for-readers">{viewer.roles.join(', ')}</span>
    </p>
  )
}

/** One provider is a button, several are a choice. */
function SignInButtons({ signIn }: { signIn: SignIn }) {
  const { issuers } = signIn
  const [only] = issuers
  if (!only) return <p className="who">{text('no-issuers')}</p>
  if (issuers.length === 1) {
    return (
      <button type="button" className="main" data-sign-in={only.url} onClick={() => void signIn.signIn(only)}>
        {text('sign-in')}
      </button>
    )
  }
  return (
    <details className="menu">
      <summary className="main">{text('sign-in')}</summary>
      <ul aria-label={text('sign-in-with')}>
        {issuers.map((issuer) => (
          <li key={issuer.url}>
            <button type="button" data-sign-in={issuer.url} onClick={() => void signIn.signIn(issuer)}>
              {issuer.name}
            </button>
          </li>
        ))}
      </ul>
    </details>
  )
}

/** What went wrong, until the next attempt. */
function Problem({ signIn, notLetIn }: { signIn: SignIn; notLetIn: string | undefined }) {
  const { problem, reason } = useSyncExternalStore(signIn.subscribe, signIn.session)
  const told =
    problem === 'failed'
      ? text('sign-in-failed', { reason })
      : problem === 'ended'
        ? text('signed-in-no-more')
        : notLetIn && text('nobody-here', { reason: notLetIn })
  return (
    <p className="problem" role="alert" hidden={!told}>
      {told}
    </p>
  )
}

export function Header({ signIn }: { signIn: SignIn }) {
  const { token } = useSyncExternalStore(signIn.subscribe, signIn.session)
  const { viewer, problem } = useViewer(signIn)
  return (
    <header className="page-header">
      <h1>
        {text('name')} <span>{text('lead')}</span>
      </h1>
      <a className="schema-pages" href="/schema">
        {text('schema-pages')}
      </a>
      <div className="account" aria-live="polite">
        {token === undefined ? (
          <>
            <p className="who">
              <strong>{text('signed-out')}</strong>
              <span>{text('sees-public')}</span>
            </p>
            <SignInButtons signIn={signIn} />
          </>
        ) : (
          <>
            {viewer ? <Who viewer={viewer} /> : <p className="who">{viewer === undefined && text('signing-in')}</p>}
            <button type="button" data-sign-out="" onClick={() => void signIn.signOut()}>
              {text('sign-out')}
            </button>
          </>
        )}
      </div>
      <button
        type="button"
        className="language"
        lang={language === 'sv' ? 'en' : 'sv'}
        data-language={language === 'sv' ? 'en' : 'sv'}
        onClick={() => choose(language === 'sv' ? 'en' : 'sv')}
      >
        {text('other-language')}
      </button>
      <Problem signIn={signIn} notLetIn={problem} />
    </header>
  )
}
