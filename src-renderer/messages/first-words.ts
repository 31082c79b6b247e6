// What is read before the rest of the interface is there.
import type { Language } from '../../src-main/messages/entry.ts'

export type FirstWords = {
  places: {
    navigation: string
    create: string
    library: string
    train: string
    gallery: string
    models: string
    settings: string
  }
  loading: string
}

export const firstWords: Readonly<Record<Language, FirstWords>> = {
  en: {
    places: {
      navigation: 'Places',
      create: 'Create',
      library: 'Library',
      train: 'Train',
      gallery: 'Gallery',
      models: 'Models',
      settings: 'Settings',
    },
    loading: 'Loading',
  },
  ja: {
    places: {
      navigation: '画面',
      create: '作成',
      library: 'ライブラリ',
      train: '学習',
      gallery: 'ギャラリー',
      models: 'モデル',
      settings: '設定',
    },
    loading: '読み込み中',
  },
}
