// What the host tells while a question is on its way: it may be newer than the answer, which is then asked for once more.

export class ToldMeanwhile {
  #count = 0

  /** Something of what is asked about was told. */
  note(): void {
    this.#count += 1
  }

  /** The answer, and whether nothing was told while it was on its way. */
  async answerOf<Answer>(ask: () => Promise<Answer>): Promise<{ answer: Answer; isNewest: boolean }> {
    const before = this.#count
    const answer = await ask()
    return { answer, isNewest: this.#count === before }
  }

  /** Every answer is taken, until one is the newest, or is not wanted any more: then `take` says false. */
  async untilNewest<Answer>(ask: () => Promise<Answer>, take: (answer: Answer) => boolean): Promise<void> {
    for (;;) {
      const { answer, isNewest } = await this.answerOf(ask)
      if (!take(answer) || isNewest) return
    }
  }
}
