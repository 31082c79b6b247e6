// Runs sandboxed before the page: hands it the bridge and nothing else.
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { channels, type DesktopBridge } from './bridge.ts'

const bridge: DesktopBridge = {
  chooseFolder: (title) => ipcRenderer.invoke(channels.chooseFolder, title),
  grantFolder: (title) => ipcRenderer.invoke(channels.grantFolder, title),
  pathOf: (file) => webUtils.getPathForFile(file) || null,
  revealFile: (id) => ipcRenderer.invoke(channels.revealFile, id),
  revealPicture: (id) => ipcRenderer.invoke(channels.revealPicture, id),
}

contextBridge.exposeInMainWorld('lamina', bridge)
