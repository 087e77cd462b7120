// A way out of the editors by key: Tab writes there, so Escape leaves, to where Enter goes in again.

/** Whether the editor has something open that Escape is for. */
function hasWidget(): boolean {
  return (
    document.querySelector('.monaco-editor .suggest-widget.visible, .monaco-editor .find-widget.visible, .monaco-menu') !== null
  )
}

document.addEventListener(
  'keydown',
  (event) => {
    const editor = event.target instanceof Element ? event.target.closest('.monaco-editor') : null
    if (event.key === 'Escape' && editor && !hasWidget()) editor.closest<HTMLElement>('[tabindex="0"]')?.focus()
  },
  { capture: true },
)
