"""The political act that a sentence tells, as a root code of PLOVER: its verb decides, and what stands around it."""
