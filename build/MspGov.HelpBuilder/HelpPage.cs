using System.Text;
using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace MspGov.HelpBuilder;

/// <summary>One example of a page.</summary>
internal sealed record HelpExample(string Title, string Code, IReadOnlyList<string> Remarks);

/// <summary>
/// A cmdlet's page in docs/en-US: <c># Name</c>, then the sections SYNOPSIS, DESCRIPTION, EXAMPLES (<c>###</c> title, one code block, words),
/// PARAMETERS (<c>### -Name</c>, words), OUTPUTS, NOTES, RELATED LINKS. Syntax and types are not written by hand: they come from the cmdlet.
/// </summary>
internal sealed class HelpPage
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().Build();

    public List<string> Synopsis { get; } = [];

    public List<string> Description { get; } = [];

    public List<HelpExample> Examples { get; } = [];

    public Dictionary<string, IReadOnlyList<string>> Parameters { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<string> Notes { get; } = [];

    public List<(string Text, string Url)> Links { get; } = [];

    public static HelpPage Read(string path)
    {
        var page = new HelpPage();
        string section = string.Empty;
        string title = string.Empty;
        var body = new List<Block>();
        foreach (Block block in Markdown.Parse(File.ReadAllText(path), Pipeline))
        {
            switch (block)
            {
                case HeadingBlock { Level: 2 } heading:
                    page.Take(section, title, body);
                    (section, title, body) = (TextOf(heading.Inline).ToUpperInvariant(), string.Empty, []);
                    break;
                case HeadingBlock { Level: 3 } heading:
                    page.Take(section, title, body);
                    (title, body) = (TextOf(heading.Inline), []);
                    break;
                case HeadingBlock or YamlFrontMatterBlock:
                    break;
                default:
                    body.Add(block);
                    break;
            }
        }

        page.Take(section, title, body);
        return page;
    }

    private void Take(string section, string title, List<Block> body)
    {
        switch (section)
        {
            case "SYNOPSIS":
                Synopsis.AddRange(Paragraphs(body));
                break;
            case "DESCRIPTION":
                Description.AddRange(Paragraphs(body));
                break;
            case "NOTES":
                Notes.AddRange(Paragraphs(body));
                break;
            case "EXAMPLES" when title.Length > 0:
                string code = string.Join("\n\n", body.OfType<FencedCodeBlock>().Select(block => block.Lines.ToString()));
                Examples.Add(new HelpExample(title, code, [.. Paragraphs(body.Where(block => block is not FencedCodeBlock))]));
                break;
            case "PARAMETERS" when title.StartsWith('-'):
                Parameters[title[1..]] = [.. Paragraphs(body)];
                break;
            case "RELATED LINKS":
                foreach (LinkInline link in body.SelectMany(block => block.Descendants<LinkInline>()))
                {
                    Links.Add((TextOf(link), link.Url ?? string.Empty));
                }

                break;
        }
    }

    private static IEnumerable<string> Paragraphs(IEnumerable<Block> blocks)
    {
        foreach (Block block in blocks)
        {
            switch (block)
            {
                case ParagraphBlock paragraph:
                    yield return TextOf(paragraph.Inline);
                    break;
                case CodeBlock code:
                    yield return code.Lines.ToString();
                    break;
                case ListBlock list:
                    foreach (ListItemBlock item in list.OfType<ListItemBlock>())
                    {
                        yield return "- " + string.Join(' ', Paragraphs(item));
                    }

                    break;
            }
        }
    }

    private static string TextOf(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (Inline inline in inlines ?? Enumerable.Empty<Inline>())
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                LineBreakInline => " ",
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                ContainerInline container => TextOf(container),
                _ => string.Empty,
            });
        }

        return text.ToString();
    }
}
