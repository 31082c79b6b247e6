// A value that controllers react to, for tests: what a component's property is in the interface.
export type Reactive<Value> = { value: Value }

export function reactive<Value>(first: Value): Reactive<Value> {
  let value = $state.raw(first)
  return {
    get value() {
      return value
    },
    set value(next) {
      value = next
    },
  }
}
