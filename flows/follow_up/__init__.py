"""After the decision: what was promised, when the coach asks again, and what became of it. Values in, values out.

commitments      a guardrail with an owner, a due date and a tripwire; every change is kept
wall_clock       local wall-clock time ↔ instants, where clocks jump
working_days     days on which nobody should be asked: weekends, public holidays, absence
rules            when a check-in is due, as a value
recurrence       rule → occurrences; what is due now, at most one
typed_rules      rules as people type them, in English and French (typed_patterns, typed_dates, schedule_words: its parts)
statechart       the life of one check-in
baseline         the answers that a check-in is held against
agenda           which questions a check-in asks
checkin          one check-in: prompts, blind answers, four ways to put it off, the reveal
nudges           what follows the prompt by the clock
comparison       then and now: flags, commitments, predictions (drift: how far sections moved; predictions)
conclusion       how it ends: renew, renegotiate, narrow, exit
"""
