// Files and folders: opening, reading and writing them, and what they turn out to be.
import { choice, entry, named } from './entry.ts'
import { allOf } from './format.ts'

/** What somebody may take for a model, as it follows "it is". */
const otherFiles = {
  png: 'a PNG image',
  jpeg: 'a JPEG image',
  webp: 'a WebP image',
  gif: 'a GIF image',
  gguf: 'a GGUF model, which Lamina does not read',
  pdf: 'a PDF document',
  rar: 'a RAR archive',
  '7-zip': 'a 7-Zip archive',
  gzip: 'a gzip archive',
  tar: 'a tar archive',
  sqlite: 'a database',
  hdf5: 'an HDF5 file',
  'git-lfs': 'the placeholder that Git LFS leaves when the model itself was not downloaded',
  'web-page': 'a web page',
  answer: 'the answer of a server, such as an error message, instead of the file',
  zeros: 'empty: space was reserved for it, but nothing was written',
}
export type OtherFile = keyof typeof otherFiles
const otherFilesJa: Readonly<Record<OtherFile, string>> = {
  png: 'PNG 画像',
  jpeg: 'JPEG 画像',
  webp: 'WebP 画像',
  gif: 'GIF 画像',
  gguf: 'Lamina が対応していない GGUF モデル',
  pdf: 'PDF 文書',
  rar: 'RAR アーカイブ',
  '7-zip': '7-Zip アーカイブ',
  gzip: 'gzip アーカイブ',
  tar: 'tar アーカイブ',
  sqlite: 'データベース',
  hdf5: 'HDF5 ファイル',
  'git-lfs': 'モデル本体の代わりに Git LFS が残した目印',
  'web-page': 'ウェブページ',
  answer: 'ファイルの代わりに保存された、エラーなどのサーバーの応答',
  zeros: '領域だけ確保されて何も書かれていないファイル',
}

export const file = {
  'file/missing': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `There is no file "${file}".`,
      hint: 'It was moved, renamed or deleted, or its disk is not connected.',
    }),
    ja: ({ file }) => ({
      message: `ファイル「${file}」がありません。`,
      hint: '移動、名前の変更、削除が行われたか、ディスクが接続されていません。',
    }),
  }),
  'file/unreadable': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `You have no permission to read "${file}".`,
      hint: 'Allow your user to read it, or copy it to another folder.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」を読み取る権限がありません。`,
      hint: '読み取りを許可するか、別のフォルダーにコピーしてください。',
    }),
  }),
  'file/too-many-open': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `"${file}" could not be opened: too many files are open.`,
      hint: 'Restart Lamina; if it happens again, raise the limit of open files.',
    }),
    ja: ({ file }) => ({
      message: `開いているファイルが多すぎるため、「${file}」を開けませんでした。`,
      hint: 'Lamina を再起動してください。繰り返す場合は、同時に開けるファイル数の上限を上げてください。',
    }),
  }),
  'file/read-failed': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `Reading "${file}" failed.`,
      hint: 'The disk may be damaged or disconnected: copy the file to another disk.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」を読み取れませんでした。`,
      hint: 'ディスクが壊れているか、切断された可能性があります。別のディスクにコピーしてください。',
    }),
  }),
  'file/is-a-folder': entry({
    facts: { file: 'ink' },
    en: ({ file }) => ({ message: `"${file}" is a folder, not a file.`, hint: 'Choose a file.' }),
    ja: ({ file }) => ({
      message: `「${file}」はファイルではなくフォルダーです。`,
      hint: 'ファイルを選んでください。',
    }),
  }),
  'file/not-regular': entry({
    facts: { file: 'ink' },
    en: ({ file }) => ({
      message: `"${file}" is a pipe, a socket or a device, not a file.`,
      hint: 'Choose a file, or remove it from the folder.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」はファイルではなく、パイプ、ソケット、またはデバイスです。`,
      hint: 'ファイルを選ぶか、フォルダーから取り除いてください。',
    }),
  }),
  'file/too-large': entry({
    facts: { file: 'adapter_config.json' },
    en: ({ file }) => ({
      message: `"${file}" is far larger than a file of its kind should be.`,
      hint: 'Check that this is the right file.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」は、この種類のファイルとしては大きすぎます。`,
      hint: '正しいファイルか確認してください。',
    }),
  }),
  'file/too-slow': entry({
    facts: { file: 'ink.safetensors', seconds: 20 },
    en: ({ file, seconds }) => ({
      message: `Reading "${file}" took longer than ${seconds} seconds.`,
      hint: 'It may have been made to waste time, or its disk is very slow: look again.',
    }),
    ja: ({ file, seconds }) => ({
      message: `「${file}」の読み取りに ${seconds} 秒以上かかりました。`,
      hint: '時間を浪費させるために作られたか、ディスクがとても遅い可能性があります。もう一度探し直してください。',
    }),
  }),
  'file/too-hungry': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `Reading "${file}" took more memory than any model needs.`,
      hint: 'It may have been made to waste memory: do not use it.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」の読み取りに、どのモデルにも要らないほどのメモリーが使われました。`,
      hint: 'メモリーを浪費させるために作られた可能性があります。使わないでください。',
    }),
  }),
  'file/reader-ended': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `Reading "${file}" stopped unexpectedly.`,
      hint: 'Look again; if it stops again, do not use the file.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」の読み取りが予期せず止まりました。`,
      hint: 'もう一度探し直し、また止まる場合はこのファイルを使わないでください。',
    }),
  }),
  'file/truncated': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `"${file}" ends before it should.`,
      hint: 'It was cut off or is still being written: wait, or download it again.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」は途中で終わっています。`,
      hint: '途切れたか、まだ書き込み中です。しばらく待つか、もう一度ダウンロードしてください。',
    }),
  }),
  'file/empty': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `"${file}" is empty.`,
      hint: 'It was probably not downloaded completely: download it again.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」は空です。`,
      hint: 'ダウンロードが完了していない可能性があります。もう一度ダウンロードしてください。',
    }),
  }),
  'file/not-a-model': entry({
    facts: { file: 'notes.txt' },
    en: ({ file }) => ({
      message: `"${file}" is not a model file.`,
      hint: 'Choose a .safetensors or .ckpt file, or a diffusers folder.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」はモデルのファイルではありません。`,
      hint: '.safetensors か .ckpt のファイル、または diffusers のフォルダーを選んでください。',
    }),
  }),
  'file/of-another-kind': entry({
    facts: { file: 'ink.safetensors', what: choice<OtherFile>('web-page') },
    en: ({ file, what }) => ({
      message: `"${file}" is not a model file: it is ${named(otherFiles, what)}.`,
      hint: 'Choose a .safetensors or .ckpt file, or a diffusers folder.',
    }),
    ja: ({ file, what }) => ({
      message: `「${file}」はモデルのファイルではありません。中身は${named(otherFilesJa, what)}です。`,
      hint: '.safetensors か .ckpt のファイル、または diffusers のフォルダーを選んでください。',
    }),
  }),
  'file/folder-without-model': entry({
    facts: { folder: 'downloads' },
    en: ({ folder }) => ({
      message: `The folder "${folder}" holds no model.`,
      hint: 'Choose a folder with a "model_index.json", or a file inside it.',
    }),
    ja: ({ folder }) => ({
      message: `フォルダー「${folder}」にモデルがありません。`,
      hint: '「model_index.json」のあるフォルダー、またはその中のファイルを選んでください。',
    }),
  }),
  'file/folder-without-weights': entry({
    facts: { folder: 'dream-diffusers' },
    en: ({ folder }) => ({
      message: `The folder "${folder}" holds no weights.`,
      hint: 'Download the "unet", "vae" and "text_encoder" folders too.',
    }),
    ja: ({ folder }) => ({
      message: `フォルダー「${folder}」に重みがありません。`,
      hint: '「unet」「vae」「text_encoder」のフォルダーもダウンロードしてください。',
    }),
  }),
  'file/weights-of-other-kinds': entry({
    facts: { folder: 'dream-diffusers/unet', files: ['diffusion_flax_model.msgpack'] },
    en: ({ folder, files }) => ({
      message: `None of the weights in the folder "${folder}" can be read (${allOf(files, 'en')}).`,
      hint: 'Download its .safetensors file too.',
    }),
    ja: ({ folder, files }) => ({
      message: `フォルダー「${folder}」に、読み取れる重みがありません（${allOf(files, 'ja')}）。`,
      hint: 'このフォルダーの .safetensors ファイルもダウンロードしてください。',
    }),
  }),
  'file/part-without-weights': entry({
    facts: { folder: 'dream-diffusers', part: 'unet' },
    en: ({ folder, part }) => ({
      message: `The folder "${folder}" lacks the weights of its "${part}".`,
      hint: `Download the "${part}" folder too.`,
    }),
    ja: ({ folder, part }) => ({
      message: `フォルダー「${folder}」に「${part}」の重みがありません。`,
      hint: `「${part}」のフォルダーもダウンロードしてください。`,
    }),
  }),
  'file/other-pipeline': entry({
    facts: { folder: 'dream-diffusers', pipeline: 'FluxPipeline' },
    en: ({ folder, pipeline }) => ({
      message: `The folder "${folder}" holds another kind of model (${pipeline}).`,
      hint: 'Choose a Stable Diffusion model.',
    }),
    ja: ({ folder, pipeline }) => ({
      message: `フォルダー「${folder}」は別の種類のモデル（${pipeline}）です。`,
      hint: 'Stable Diffusion のモデルを選んでください。',
    }),
  }),
  'memory/too-little': entry({
    facts: { file: 'dream.safetensors' },
    en: ({ file }) => ({
      message: `There is too little memory to read "${file}".`,
      hint: 'Close other programs, or use a smaller model.',
    }),
    ja: ({ file }) => ({
      message: `メモリーが足りないため、「${file}」を読み込めません。`,
      hint: 'ほかのプログラムを閉じるか、小さいモデルを使ってください。',
    }),
  }),
  'disk/full': entry({
    facts: { file: 'picture.png' },
    en: ({ file }) => ({
      message: `The disk is full: "${file}" was not saved.`,
      hint: 'Free some space, or choose another folder.',
    }),
    ja: ({ file }) => ({
      message: `ディスクがいっぱいのため、「${file}」を保存できませんでした。`,
      hint: '空きを作るか、別のフォルダーを選んでください。',
    }),
  }),
  'disk/file-too-large': entry({
    facts: { file: 'merged.safetensors' },
    en: ({ file }) => ({
      message: `"${file}" is larger than this disk allows a file to be.`,
      hint: 'Choose another disk; FAT disks stop at 4 GB.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」は、このディスクに保存できる大きさを超えています。`,
      hint: '別のディスクを選んでください。FAT 形式では 4 GB までです。',
    }),
  }),
  'disk/no-permission': entry({
    facts: { file: 'picture.png' },
    en: ({ file }) => ({
      message: `You have no permission to save "${file}" there.`,
      hint: 'Choose another folder.',
    }),
    ja: ({ file }) => ({
      message: `そこに「${file}」を保存する権限がありません。`,
      hint: '別のフォルダーを選んでください。',
    }),
  }),
  'disk/read-only': entry({
    facts: { file: 'picture.png' },
    en: ({ file }) => ({
      message: `The disk is read-only: "${file}" was not saved.`,
      hint: 'Choose another folder.',
    }),
    ja: ({ file }) => ({
      message: `ディスクが読み取り専用のため、「${file}」を保存できませんでした。`,
      hint: '別のフォルダーを選んでください。',
    }),
  }),
  'disk/no-folder': entry({
    facts: { file: 'picture.png' },
    en: ({ file }) => ({
      message: `The folder of "${file}" does not exist.`,
      hint: 'Make the folder, or choose another.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」を保存するフォルダーがありません。`,
      hint: 'フォルダーを作るか、別のフォルダーを選んでください。',
    }),
  }),
  'disk/file-there': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `There is already a "${file}" in this folder.`,
      hint: 'Choose another name: nothing is overwritten.',
    }),
    ja: ({ file }) => ({
      message: `このフォルダーにはすでに「${file}」があります。`,
      hint: '別の名前にしてください。上書きはしません。',
    }),
  }),
  'disk/file-in-the-way': entry({
    facts: { file: 'picture.png' },
    en: ({ file }) => ({
      message: `Part of the path of "${file}" is a file, not a folder.`,
      hint: 'Choose another folder.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」のパスの途中に、フォルダーではなくファイルがあります。`,
      hint: '別のフォルダーを選んでください。',
    }),
  }),
  'disk/folder-in-the-way': entry({
    facts: { file: 'picture.png' },
    en: ({ file }) => ({
      message: `There is already a folder called "${file}".`,
      hint: 'Choose another file.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」という名前のフォルダーがすでにあります。`,
      hint: '別の名前を選んでください。',
    }),
  }),
  'disk/name-too-long': entry({
    facts: { file: 'picture.png' },
    en: ({ file }) => ({
      message: `The name "${file}", or the path to it, is longer than this disk allows.`,
      hint: 'Choose a shorter name, or a folder with a shorter path.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」の名前かそのパスが長すぎて、このディスクに保存できません。`,
      hint: '短い名前か、パスの短いフォルダーを選んでください。',
    }),
  }),
  'disk/write-failed': entry({
    facts: { file: 'picture.png' },
    en: ({ file }) => ({
      message: `Saving "${file}" failed.`,
      hint: 'The disk may be damaged or disconnected: choose another folder.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」を保存できませんでした。`,
      hint: 'ディスクが壊れているか、切断された可能性があります。別のフォルダーを選んでください。',
    }),
  }),
}
