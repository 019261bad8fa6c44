// SPDX-License-Identifier: MIT
// Methods of a sleep that fail, or return what they should not.
DefinitionBlock ("", "DSDT", 2, "QXLTG", "SLEEPBAD", 1)
{
  Name (STEP, 0)
  Name (_S0, Package () { 0, 0 }) Name (_S1, 5) Name (_S2, Package () { "x", 1 }) Name (_S3, Package () { 8, 1 }) Name (_S4, Package () {}) Method (_S5) { Return (Package () { 1, 2 }) }
  Method (_TTS, 1) { Return (Arg0 / 0) }
  Method (_PTS, 1) { If (Arg0 == 2) { Return (NONE) } }
  Method (_GTS, 1) { Return (1 + _S4) }
  Method (_BFS, 1) { Fatal (1, 2, 3) }
  Method (_WAK, 1)
  {
    STEP++
    If (STEP == 1) { Return (2) }
    If (STEP == 2) { Return ("text") }
    If (STEP == 3) { Return (Package () { 1, "x" }) }
    If (STEP == 4) { Return (Package () { 1 }) }
    If (STEP == 5) { Return (1 / 0) }
    If (STEP == 6) { Return (Package () { 1, 3 }) }
  }
  Scope (\_SI) { Method (_SST, 1) { Return (Arg0) } }
}
