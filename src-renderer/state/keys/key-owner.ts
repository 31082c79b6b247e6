// To whom a key belongs: what is being edited keeps all of them, a control that was reached by keys its own.

const editable = [
  'input:not([type="button"], [type="checkbox"], [type="radio"], [type="range"], [type="submit"], [type="file"])',
  'textarea',
  'select',
  '[contenteditable]:not([contenteditable="false"])',
  '[role="textbox"]',
  '[role="searchbox"]',
  '[role="spinbutton"]',
].join(', ')

/** Something in which letters are text, wherever it is. */
export function isEditable(target: Element): boolean {
  return target.closest(editable) !== null
}

const pressed: readonly string[] = ['Space', 'Enter']
const moved: readonly string[] = [
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
]

/** What a control does with keys by itself. */
const ownKeys: readonly { control: string; keys: readonly string[] | 'all' }[] = [
  { control: '[role="slider"]', keys: moved },
  { control: '[role="combobox"]', keys: 'all' },
  { control: 'button, a[href], summary, [role="switch"], [role="checkbox"]', keys: pressed },
  { control: '[role="radio"], [role="tab"], [role="menuitem"]', keys: [...pressed, ...moved] },
]

/**
 * Whether the focused control keeps a key. A button or a closed choice that was clicked keeps none: the hand went on to
 * the picture. What a control does with its keys itself it says by preventing their default.
 */
export function keepsKey(target: Element, chord: string, byPointer: boolean): boolean {
  return ownKeys.some(({ control, keys }) => {
    if (target.closest(control) === null) return false
    if (byPointer && control !== '[role="slider"]') return false
    return keys === 'all' ? !chord.startsWith('Ctrl+') : keys.includes(chord)
  })
}
