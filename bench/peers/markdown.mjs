// Markdown as HTML that is safe to show: markdown-it escapes HTML in the text, and refuses `javascript:` links itself.
import MarkdownIt from 'markdown-it'

const renderer = new MarkdownIt({ html: false })

/** The HTML of a text in Markdown; null where there is no text. */
export function html(markdown) {
  return markdown === null ? null : renderer.render(markdown)
}
