// Japanese: folders of other programs.
import type { LayoutWords } from './layouts.en.ts'

const number = (n: number): string => new Intl.NumberFormat('ja').format(n)

export const layoutsJa: LayoutWords = {
  title: 'このコンピューターで見つかったもの',
  found: (program, n, isCut) => `${program}：モデルのファイル ${number(n)} 個${isCut ? '以上' : ''}`,
  add: '追加',
  addOf: (program) => `${program} のフォルダーを追加`,
  decline: '使わない',
  declineOf: (program) => `${program} のフォルダーは使わない`,
  hint: '元の場所のまま使います。コピー、移動、書き込みはしません。',
  added: (program, n) => `${program}：モデルのフォルダーを ${n} 個追加しました。`,
}
