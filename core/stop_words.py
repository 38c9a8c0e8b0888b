"""Words that say nothing about what a question is about."""

STOP_WORDS = frozenset(
    """
    a about above after again all also always am an and any anybody anyone anything are as ask
    asking at away be because been before being below between both but by can cannot cant come
    could dear did do does doesnt doing don done dont down during each either else ever every
    everyone everything few find for from further get gets getting give go going good got guys
    had has hasnt have having he hello help her here hey hi him his how however i id if im in
    instead into is isnt it its ive just kind know let like ll look looking lot make many may
    maybe me might more most much must my myself need never no nor not now of off ok on once one
    only or other others our out over own please possible question quite rather re really right
    same say see seem seems she should since so some somebody someone something sorry still such
    sure take tell than thank thanks that thats the their them then there these they thing
    things think this those though through to too tried try trying under until up us use used
    using ve very want wanted wants was wasnt way we well were what whats when where whether
    which while who whom why will with within without wont would yes yet you your yours
    """.split()
)
"""Words of a question that say nothing about its subject."""
