// Language, theme and scale: what the settings say, resolved against the system, and the words that follow.
import { MediaQuery } from 'svelte/reactivity'
import type { ErrorReport } from '../../src-main/base/errors.ts'
import type { Language, Wording } from '../../src-main/messages/entry.ts'
import { say } from '../../src-main/messages/say.ts'
import type { Remark } from '../../src-main/messages/table.ts'
import { en, type Messages } from '../messages/en.ts'
import { ja } from '../messages/ja.ts'
import { languageOfLook, rememberedLook, rememberLook, type LookSettings } from './first-look.ts'

/** Those of a number as it was typed; the others are of the whole form. */
type NumberProblem = Exclude<keyof Messages['problems'], 'seed' | 'noModel' | 'fixFields'>

const messages: Record<Language, Messages> = { en, ja }

export class Look {
  #settings = $state.raw<LookSettings>(rememberedLook())
  readonly #prefersLight = new MediaQuery('(prefers-color-scheme: light)')

  readonly language: Language = $derived(languageOfLook(this.#settings))
  /** The system's own region where it speaks this language: 14:02 in London, 2:02 PM in Boston. */
  readonly #locale: string = $derived(
    navigator.language.startsWith(this.language) ? navigator.language : this.language,
  )
  readonly theme: 'dark' | 'light' = $derived(
    this.#settings.theme !== 'system' ? this.#settings.theme : this.#prefersLight.current ? 'light' : 'dark',
  )
  readonly scale: number = $derived(this.#settings.scale)
  readonly words: Messages = $derived(messages[this.language])

  /** Remembers the look in this browser too, so that the next first paint already has it. */
  follow({ theme, language, scale }: LookSettings): void {
    this.#settings = { theme, language, scale }
    rememberLook(this.#settings)
  }

  /** What host or engine has to say, in the language of the interface. */
  say(remark: ErrorReport | Remark): Wording {
    return say(remark, this.language)
  }

  /** The same as one text: the sentence, and the way out where there is one. */
  told(remark: ErrorReport | Remark): string {
    const { message, hint } = this.say(remark)
    return [message, hint].filter(Boolean).join(' ')
  }

  number(value: number, options?: Intl.NumberFormatOptions): string {
    return new Intl.NumberFormat(this.#locale, options).format(value)
  }

  /** What a number field says of a number it does not take, by its rules. */
  numberProblem(rules: { min: number; max: number; grain: number }): (problem: NumberProblem) => string {
    const { problems } = this.words
    return (problem) => {
      if (problem === 'not-multiple') return problems[problem](this.number(rules.grain))
      if (problem === 'out-of-range') return problems[problem](this.number(rules.min), this.number(rules.max))
      return problems[problem]
    }
  }

  /** A share from 0 to 1. */
  percent(share: number): string {
    return this.number(share, { style: 'percent', maximumSignificantDigits: 3 })
  }

  /** 0.09 s, 12 s, 2 min, 15 hr. */
  duration(seconds: number): string {
    if (seconds < 1) return this.#timeUnit(seconds, 'second', 2)
    return seconds < 10 ? this.#timeUnit(seconds, 'second', 1) : this.#wholeTime(seconds)
  }

  /** Whole units, never zero: what is left. */
  timeLeft(seconds: number): string {
    return this.#wholeTime(Math.max(1, seconds))
  }

  #wholeTime(seconds: number): string {
    if (seconds < 119.5) return this.#timeUnit(seconds, 'second', 0)
    const minutes = seconds / 60
    return minutes < 119.5 ? this.#timeUnit(minutes, 'minute', 0) : this.#timeUnit(minutes / 60, 'hour', 0)
  }

  #timeUnit(value: number, unit: 'second' | 'minute' | 'hour', digits: number): string {
    return this.number(value, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).replace(/\bsecs?\b/, 's')
  }

  clock(iso: string): string {
    return new Intl.DateTimeFormat(this.#locale, { timeStyle: 'short' }).format(new Date(iso))
  }

  moment(iso: string): string {
    return new Intl.DateTimeFormat(this.#locale, { dateStyle: 'medium', timeStyle: 'short' }).format(
      new Date(iso),
    )
  }

  /** A day, `2026-11-30`, in full. */
  day(text: string): string {
    return new Intl.DateTimeFormat(this.#locale, { dateStyle: 'full' }).format(new Date(`${text}T12:00:00`))
  }

  bytes(size: number): string {
    const as = (unit: string, of: number, maximumFractionDigits = 0): string =>
      this.number(size / of, { style: 'unit', unit, maximumFractionDigits })
    if (size >= 1024 ** 3) return as('gigabyte', 1024 ** 3, 1)
    if (size >= 1024 ** 2) return as('megabyte', 1024 ** 2)
    return size >= 1024 || size === 0 ? as('kilobyte', 1024) : as('byte', 1)
  }
}
