// Before a picture is asked for: every field of the column must be right; a wrong one gets the focus.
import { tick } from 'svelte'
import type { App } from '../../state/app.svelte.ts'

/** The fields settle first (a sum is calculated), so what is sent is what is seen. */
export async function generateChecked(app: App, act?: () => void): Promise<void> {
  await tick()
  const wrong = document.querySelector<HTMLElement>('[data-draft] [aria-invalid="true"]')
  if (wrong) {
    wrong.focus()
    app.toasts.fail({ code: 'create/wrong-setting', message: app.look.words.problems.fixFields })
    return
  }
  if (act) act()
  else await app.generator.generate()
}
