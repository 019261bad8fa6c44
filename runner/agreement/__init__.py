# SPDX-License-Identifier: MIT
"""`./run.py agreement`: this repository's ACPI code and ACPICA on the same tables, name by name and value by value."""
