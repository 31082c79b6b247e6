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

/** Every file of a folder and of those in it; empty where none is chosen. To be called as above. */
export function chooseFolderFiles(): Promise<readonly File[]> {
  const input = document.createElement('input')
  input.type = 'file'
  input.webkitdirectory = true
  return filesOf(input)
}

/** Some of these types. */
export function chooseFiles(types: readonly string[]): Promise<readonly File[]> {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.accept = types.join(',')
  return filesOf(input)
}

function filesOf(input: HTMLInputElement): Promise<readonly File[]> {
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]))
    input.addEventListener('cancel', () => resolve([]))
    input.click()
  })
}
