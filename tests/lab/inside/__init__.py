"""What runs inside the lab's guest, as root: the agent, and the functions that tests call there.

Both sides import these modules, so at their top they import nothing that only the guest has.
"""
