// Every control method of a sleep: each adds its digit and its argument to \LOG.
DefinitionBlock ("", "DSDT", 2, "QXLTG", "SLPMETH", 1)
{
    Name (LOG, 0)
    Name (COND, 2)
    Method (NOTE, 2)
    {
        LOG = (LOG << 8) | (Arg0 << 4) | Arg1
    }
    Method (_TTS, 1) { NOTE (1, Arg0) }
    Method (_PTS, 1) { NOTE (2, Arg0) }
    Method (_GTS, 1) { NOTE (4, Arg0) }
    Method (_BFS, 1) { NOTE (5, Arg0) }
    Method (_WAK, 1)
    {
        NOTE (6, Arg0)
        Return (Package () {COND, 4})
    }
    Scope (\_SI)
    {
        Method (_SST, 1) { \NOTE (3, Arg0) }
    }
    Method (WAKI, 1) { Return (1) }
}
