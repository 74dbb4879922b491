namespace MspGov.Lab.Generation;

/// <summary>To be filled.</summary>
internal static class GdapGenerator
{
    internal static void Generate(GenerationContext context) => _ = context;
}
