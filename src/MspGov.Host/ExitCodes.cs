namespace MspGov.Host;

/// <summary>Exit codes of the host itself; a script's own pass through.</summary>
internal static class ExitCodes
{
    public const int Success = 0;
    public const int TerminatingError = 1;
    public const int Usage = 2;
    public const int Interrupted = 130;
}
