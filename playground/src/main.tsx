// Starts the page.
import 'graphiql/style.css'
import './page.css'
import './graphiql.css'
import './header.css'
import './questions/shelf.css'
import './results/results.css'
import './sending/sending.css'
import './phone.css'

import './keyboard'
import './workers'

import { createRoot } from 'react-dom/client'

import { takeLinked } from './link'
import { Page } from './page'
import { fetchSettings } from './settings'
import { SignIn } from './sign-in/session'
import { language, text } from './texts'

document.documentElement.lang = language
document.title = text('title')

const root = createRoot(document.getElementById('page') ?? document.body)

try {
  const { issuers } = await fetchSettings()
  const signIn = new SignIn(issuers)
  const linked = takeLinked()
  await signIn.resume()
  root.render(<Page signIn={signIn} linked={linked} />)
} catch {
  root.render(<p className="problem">{text('settings-failed')}</p>)
}
