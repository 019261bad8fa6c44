// SPDX-License-Identifier: MIT
// To be found by DataTableRegion() and LoadTable().
DefinitionBlock ("", "OEM1", 2, "QXLTG", "DATA", 1) { Name (OEMD, 1) }
