// The language of whoever sent a request, as their browser asks for it.
import { languageOf } from '../../messages/language-of.ts'

export const readerLanguage = (request: Request): ReturnType<typeof languageOf> =>
  languageOf(request.headers.get('accept-language') ?? '')
