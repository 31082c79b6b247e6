// The system's own window for choosing a file, for commands that have no field on the page.

/** Null where none is chosen. To be called by what a person does: browsers open it for nothing else. */
export function chooseFile(types: readonly string[]): Promise<File | null> {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = types.join(',')
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null))
    input.addEventListener('cancel', () => resolve(null))
    input.click()
  })
}
