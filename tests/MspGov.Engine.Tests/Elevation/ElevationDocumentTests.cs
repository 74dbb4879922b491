using MspGov.Core.Elevation;
using MspGov.Testing;

namespace MspGov.Engine.Tests.Elevation;

public class ElevationDocumentTests
{
    [Fact]
    public void The_diagram_in_the_documentation_is_the_state_machine()
    {
        string page = File.ReadAllText(Repository.At("docs", "elevation.md"));
        string diagram = page[page.IndexOf("stateDiagram-v2", StringComparison.Ordinal)..];
        diagram = diagram[..diagram.IndexOf("```", StringComparison.Ordinal)];
        string[] drawn = [.. diagram.Split('\n').Select(line => line.Trim()).Where(line => line.Contains(": ", StringComparison.Ordinal))];
        string[] coded = [.. GrantStates.Transitions.Select(arrow => $"{arrow.From?.ToString() ?? "[*]"} --> {arrow.To}: {arrow.Event}")];

        Assert.Equal(coded.Order(StringComparer.Ordinal), drawn.Order(StringComparer.Ordinal));
        Assert.Equal(
            Enum.GetValues<GrantState>().Where(state => state.IsFinal()),
            Enum.GetValues<GrantState>().Where(state => !GrantStates.Transitions.Any(arrow => arrow.From == state)));
    }
}
