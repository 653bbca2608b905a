"""What a caller of Parley needs besides the stubs: a channel, credentials, problems, and feeds that resume."""

from parley_client.channel import acting_for, open_channel
from parley_client.feed import follow_inbox, follow_thread
from parley_client.problem import Problem, problem_of, retrying

__all__ = ["Problem", "acting_for", "follow_inbox", "follow_thread", "open_channel", "problem_of", "retrying"]
