// Who is turned away before anything is asked of the app.
import { entry } from './entry.ts'

const wayIn = {
  en: 'Open the address that Lamina printed when it started.',
  ja: 'Lamina が起動時に表示したアドレスを開いてください。',
}

export const access = {
  'access/host': entry({
    en: { message: 'Lamina is not served under this host name.', hint: wayIn.en },
    ja: { message: 'このホスト名では Lamina を使えません。', hint: wayIn.ja },
  }),
  'access/origin': entry({
    en: { message: 'Pages of this origin may not use Lamina.', hint: wayIn.en },
    ja: { message: 'このオリジンのページからは Lamina を使えません。', hint: wayIn.ja },
  }),
  'access/other-site': entry({
    en: { message: 'Another site may not ask for this.', hint: wayIn.en },
    ja: { message: '別のサイトからは要求できません。', hint: wayIn.ja },
  }),
  'access/token': entry({
    en: { message: 'The token in the address is missing or wrong.', hint: wayIn.en },
    ja: { message: 'アドレスのトークンがないか、違います。', hint: wayIn.ja },
  }),
}
