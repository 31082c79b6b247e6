// Cards that are dragged within the page: which ones, and what takes them where they are let go.

const type = 'application/x-lamina-items'

export function holdItems(event: DragEvent, ids: readonly string[]): void {
  if (event.dataTransfer === null) return
  event.dataTransfer.setData(type, JSON.stringify(ids))
  event.dataTransfer.effectAllowed = 'copy'
}

/** For `{@attach}`: while cards are held over it, it has `data-taking`; null takes nothing. */
export function takesItems(
  take: ((ids: readonly string[]) => void) | null,
): (node: HTMLElement) => (() => void) | undefined {
  return (node) => {
    if (take === null) return undefined
    const leaving = new AbortController()
    const { signal } = leaving
    const isHeld = (event: DragEvent): boolean => event.dataTransfer?.types.includes(type) ?? false
    const leave = (): void => node.removeAttribute('data-taking')
    node.addEventListener(
      'dragover',
      (event) => {
        if (!isHeld(event)) return
        event.preventDefault()
        event.dataTransfer!.dropEffect = 'copy'
        node.setAttribute('data-taking', '')
      },
      { signal },
    )
    node.addEventListener(
      'dragleave',
      ({ relatedTarget }) => {
        if (!(relatedTarget instanceof Node) || !node.contains(relatedTarget)) leave()
      },
      { signal },
    )
    node.addEventListener(
      'drop',
      (event) => {
        leave()
        const held = event.dataTransfer?.getData(type) ?? ''
        if (held === '') return
        event.preventDefault()
        take(JSON.parse(held) as string[])
      },
      { signal },
    )
    return () => leaving.abort()
  }
}
