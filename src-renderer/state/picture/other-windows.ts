// Hears what other windows do to the draft; words that were written here and gave way are said, with a way back.
import { workspaceFields, type WorkspaceField } from '../../../src-main/contract/workspace-fields.ts'
import type { Look } from '../look.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import type { Draft } from './draft.svelte.ts'

const words: readonly WorkspaceField[] = ['request.prompt', 'request.negativePrompt']

/** Returns the function that ends it. */
export function followOtherWindows(studio: Studio, draft: Draft, toasts: Toasts, look: Look): () => void {
  return studio.listen((news) => {
    const from =
      news.type === 'workspace'
        ? { ...news, changed: news.changed as WorkspaceField[] }
        : news.type === 'snapshot'
          ? { window: null, workspace: news.workspace, changed: workspaceFields }
          : null
    if (from === null) return
    const { prompt, negativePrompt } = draft.form
    const replaced = draft.adopt(from)
    if (!words.some((field) => replaced.includes(field))) return
    toasts.say(look.words.stage.changedElsewhere, {
      label: look.words.common.undo,
      run: () =>
        draft.change({
          ...(replaced.includes('request.prompt') ? { prompt } : {}),
          ...(replaced.includes('request.negativePrompt') ? { negativePrompt } : {}),
        }),
    })
  })
}
