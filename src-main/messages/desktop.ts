// The desktop window and the process behind it.
import { entry } from './entry.ts'

export const desktop = {
  'desktop/starting': entry({
    en: { message: 'Lamina is starting.' },
    ja: { message: 'Lamina を起動しています。' },
  }),
  'desktop/no-host': entry({
    en: {
      message: 'Lamina’s background process did not start.',
      hint: 'Start Lamina again. If this happens again, reinstall it.',
    },
    ja: {
      message: 'Lamina のバックグラウンドプロセスが起動しませんでした。',
      hint: 'Lamina を起動し直してください。繰り返す場合は、再インストールしてください。',
    },
  }),
  'desktop/host-silent': entry({
    facts: { seconds: 60 },
    en: ({ seconds }) => ({
      message: `Lamina’s background process did not answer within ${seconds} seconds.`,
      hint: 'The disk with its data may be busy or disconnected. Start Lamina again.',
    }),
    ja: ({ seconds }) => ({
      message: `Lamina のバックグラウンドプロセスが ${seconds} 秒以内に応答しませんでした。`,
      hint: 'データのあるディスクが混み合っているか、外れている可能性があります。Lamina を起動し直してください。',
    }),
  }),
  'desktop/host-keeps-ending': entry({
    en: {
      message: 'Lamina’s background process ends again and again.',
      hint: 'What you made is on the disk. Start Lamina again; if this goes on, report it with what the terminal says.',
    },
    ja: {
      message: 'Lamina のバックグラウンドプロセスが繰り返し終了しています。',
      hint: '作ったものはディスクに残っています。Lamina を起動し直し、続く場合は端末の表示を添えて報告してください。',
    },
  }),
}
