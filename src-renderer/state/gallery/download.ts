// Has the browser save what lies at an address, where it saves everything.

export function download(address: string): void {
  const link = document.createElement('a')
  link.href = address
  // The answer says its name.
  link.download = ''
  document.body.append(link)
  link.click()
  link.remove()
}
