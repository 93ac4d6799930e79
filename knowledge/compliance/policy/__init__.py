"""Whether a message asks for help to get round a rule, judged before anything is looked up."""
