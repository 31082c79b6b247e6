// Files that are moved, renamed, put into the trash and brought back.
import { entry } from './entry.ts'

export const move = {
  'move/taken': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `There is already a "${file}" where it should go.`,
      hint: 'Move or rename that one first: nothing is ever overwritten.',
    }),
    ja: ({ file }) => ({
      message: `移動先にはすでに「${file}」があります。`,
      hint: '先にそちらを移動するか名前を変えてください。上書きはしません。',
    }),
  }),
  'move/changed': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `"${file}" was changed by another program meanwhile.`,
      hint: 'Nothing was moved. Look at the file, then do it again.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」は、その間にほかのプログラムが変更しました。`,
      hint: '何も移動していません。ファイルを確認してから、やり直してください。',
    }),
  }),
  'move/other-volume': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `"${file}" would go to another disk.`,
      hint: 'Lamina moves files within one disk only. Nothing was moved.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」の移動先は別のディスクです。`,
      hint: 'Lamina が移動するのは同じディスクの中だけです。何も移動していません。',
    }),
  }),
  'move/disk-full': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `The disk is full: "${file}" could not be moved.`,
      hint: 'Free some space. Nothing was moved.',
    }),
    ja: ({ file }) => ({
      message: `ディスクがいっぱいのため、「${file}」を移動できませんでした。`,
      hint: '空きを作ってください。何も移動していません。',
    }),
  }),
  'move/no-permission': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `You have no permission to move "${file}".`,
      hint: 'Allow your user to change its folder, or close the program that uses it. Nothing was moved.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」を移動する権限がありません。`,
      hint: 'フォルダーの変更を許可するか、使用中のプログラムを閉じてください。何も移動していません。',
    }),
  }),
  'move/read-only': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `"${file}" lies on a disk that is read-only.`,
      hint: 'Nothing was moved.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」のあるディスクは読み取り専用です。`,
      hint: '何も移動していません。',
    }),
  }),
  'move/in-use': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `"${file}" is used by a program.`,
      hint: 'Close that program, or wait until a picture is done. Nothing was moved.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」はプログラムが使用中です。`,
      hint: 'そのプログラムを閉じるか、画像の生成が終わるまで待ってください。何も移動していません。',
    }),
  }),
  'move/name-too-long': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `The name "${file}", or the path to it, is longer than this disk allows.`,
      hint: 'Choose a shorter name. Nothing was moved.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」の名前かそのパスが長すぎて、このディスクでは使えません。`,
      hint: '短い名前にしてください。何も移動していません。',
    }),
  }),
  'move/failed': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `"${file}" could not be moved.`,
      hint: 'The disk may be damaged or disconnected. Nothing was moved.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」を移動できませんでした。`,
      hint: 'ディスクが壊れているか、切断された可能性があります。何も移動していません。',
    }),
  }),
  'operation/not-found': entry({
    en: { message: 'This is not in the history any more.' },
    ja: { message: 'この操作は履歴にもうありません。' },
  }),
  'operation/nothing': entry({
    en: { message: 'There is nothing to undo.' },
    ja: { message: '元に戻す操作がありません。' },
  }),
  'operation/later-first': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `"${file}", or another file in its place, was moved since.`,
      hint: 'Undo what came later first.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」か、その場所にある別のファイルが、その後に移動されています。`,
      hint: '先に、後から行った操作を元に戻してください。',
    }),
  }),
  'operation/emptied': entry({
    en: {
      message:
        'These files have left Lamina’s trash: they were deleted for good or given to the system’s trash.',
      hint: 'The system’s trash brings back what it has. What is known of the files is kept, and is there again with them.',
    },
    ja: {
      message:
        'これらのファイルは Lamina のゴミ箱にありません。完全に削除されたか、システムのゴミ箱へ移されました。',
      hint: 'システムのゴミ箱にあるものは、そこから戻せます。ファイルについての情報は残っていて、ファイルが戻ればまた表示されます。',
    },
  }),
  'operation/handed-over': entry({
    facts: { folder: '/home/me/.local/share/Trash' },
    en: ({ folder }) => ({
      message: `These files are in the system’s trash now: ${folder}.`,
      hint: 'Undo emptying the trash first, or restore them there.',
    }),
    ja: ({ folder }) => ({
      message: `これらのファイルは、いまシステムのゴミ箱にあります: ${folder}`,
      hint: '先に「ゴミ箱を空にする」を元に戻すか、システムのゴミ箱から戻してください。',
    }),
  }),
  'operation/not-in-trash': entry({
    en: { message: 'This does not lie in the trash.' },
    ja: { message: 'これはゴミ箱にありません。' },
  }),
  'operation/half-done': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `An operation stopped in the middle: "${file}" could not be brought back to where it was.`,
      hint: 'Lamina tries again when it starts. Connect the disk that it lies on.',
    }),
    ja: ({ file }) => ({
      message: `操作が途中で止まりました。「${file}」を元の場所に戻せませんでした。`,
      hint: '次に起動したときにもう一度試します。ファイルのあるディスクを接続してください。',
    }),
  }),
}
