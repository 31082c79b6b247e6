// What only a desktop can do. Absent in a browser; every use asks first.

export type DesktopBridge = {
  /** A folder the person chose, or null. */
  chooseFolder(title: string): Promise<string | null>
  /** A folder the person chose, as a word that stands for it in calls, and its name; null where none was chosen. */
  grantFolder(title: string): Promise<{ readonly grant: string; readonly name: string } | null>
  /** Where a dropped file or folder lies; null for what lies nowhere. */
  pathOf(file: File): string | null
  /** Shows a finished picture in the system's file manager. */
  revealPicture(id: string): Promise<void>
  /** The same for a file of the library. */
  revealFile(id: string): Promise<void>
}

declare global {
  interface Window {
    readonly lamina?: DesktopBridge
  }
}

export function desktopBridge(): DesktopBridge | null {
  return window.lamina ?? null
}
