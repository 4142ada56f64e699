"""How many people were killed, injured, missing or abducted, from the words of an article."""
