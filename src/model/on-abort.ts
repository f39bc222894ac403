const listeners = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls back once when the signal is aborted; returns the way to unsubscribe. All callbacks of one signal share one event
 * listener, since thousands of calls wait on the same signal and `addEventListener` walks the whole list each time.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (!signal) return () => {}
  if (signal.aborted) {
    callback()
    return () => {}
  }
  const callbacks = listeners.get(signal) ?? listen(signal)
  // Each subscription is its own, even of one and the same function.
  const subscription = () => callback()
  callbacks.add(subscription)
  return () => {
    callbacks.delete(subscription)
  }
}

/** The same for several signals: the first one that is aborted calls back, and no other after it. */
export function onAnyAbort(signals: readonly (AbortSignal | undefined)[], callback: () => void): () => void {
  let over = false
  const once = () => {
    if (over) return
    over = true
    callback()
  }
  const forgets = signals.map((signal) => onAbort(signal, once))
  return () => {
    over = true
    for (const forget of forgets) forget()
  }
}

function listen(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>()
  listeners.set(signal, callbacks)
  signal.addEventListener(
    'abort',
    () => {
      listeners.delete(signal)
      for (const callback of callbacks) callback()
    },
    { once: true },
  )
  return callbacks
}
