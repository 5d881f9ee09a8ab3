"""The playground in a browser: a page in which one is the team. A client of the emulator, which knows nothing of it.

running      from the command to Ctrl-C: the port, the browser, the signals
server       HTTP: the page, its stream, its acts, what is behind the scenes
playground   the world of now, and who looks at it
world        one workspace with its sample people, and the app in a process of its own
entities     what one person may see, as keys and values
stream       the same as server-sent events: only what changed
acts, forms  what a person can do
"""
