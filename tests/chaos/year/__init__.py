"""A simulated year: hundreds of schedules in twelve zones, on a clock that is moved, by processes that are killed.

``almanac`` says what should happen by arithmetic of its own, ``people`` who plans what, ``replica`` is what is killed, ``director``
moves the clock, ``judge`` holds what is stored against the almanac.
"""
