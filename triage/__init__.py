"""triage: from a customer's complaint mail to a filed case with a drafted acknowledgment.

The path of a mail, one folder a stage:
    mailbox        bytes arrive (all IMAP)            smtp      drafts leave, once approved
    mail           1 what arrived                     storage   what is remembered
    understanding  2 what it means                    acts      what we tell the world, exactly once
    cases          3 where it belongs                 notify    telling agents
    drafts         4 what we could answer             daemon    takes each mail down the path
    reminders      5 when we look again               cli       what people type
pipeline strings the five stages together without any I/O; orders reads order lists; settings
and errors are what their names say; translation is for agents who cannot read the customer.
Around the daemon's rounds: arrivals (what is new), watching (what agents do in Drafts and Sent),
renewal (promises made anew), doneness (filed mail marked), telling (reminders mailed), isolation
(odd mails parsed in a worker), office and practice (what a process and a store work with), oauth
and wire (how to log in), demo and learning (trying it, training it).
"""

__version__ = "0.1.0"
