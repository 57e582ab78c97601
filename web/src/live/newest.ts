// One question at a time. Of those that come meanwhile only the newest is asked next; an answer to
// what nobody wants to know any more (see `forget`) is dropped.
export class Newest<Question, Answer> {
  private waiting: Question | null = null
  private busy = false
  private epoch = 0

  constructor(
    private readonly ask: (question: Question) => Promise<Answer>,
    private readonly show: (answer: Answer, question: Question) => Promise<void> | void,
    private readonly refuse: (error: unknown, question: Question) => void,
  ) {}

  put(question: Question): void {
    this.waiting = question
    if (!this.busy) void this.work()
  }

  forget(): void {
    this.waiting = null
    ++this.epoch
  }

  private async work(): Promise<void> {
    this.busy = true
    while (this.waiting !== null) {
      const question = this.waiting
      const epoch = this.epoch
      this.waiting = null
      try {
        const answer = await this.ask(question)
        if (epoch === this.epoch) await this.show(answer, question)
      } catch (error) {
        if (epoch === this.epoch) this.refuse(error, question)
      }
    }
    this.busy = false
  }
}
