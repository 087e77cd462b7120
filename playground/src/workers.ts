// Where the editor finds its workers.

const environment = {
  getWorker(_id: string, label: string): Worker {
    const address = label === 'json' ? WORKERS.json : label === 'graphql' ? WORKERS.graphql : WORKERS.editor
    return new Worker(address)
  },
}

Object.assign(globalThis, { MonacoEnvironment: environment })
