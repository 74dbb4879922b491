using System.Text;
using CsCheck;
using MspGov.Core.Errors;
using MspGov.Core.Reviews;
using MspGov.Core.Text;

namespace MspGov.Core.Tests.Reviews;

public class ReviewTableTests
{
    private static readonly string[] Pieces = ["a", ";", ",", "\"", "\n", "\r\n", "=", "+", "-", "@", "'", "\t", " ", "ü", "1"];

    [Fact]
    public void Any_cells_come_back_as_they_were() =>
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 6].Select(string.Concat).Array[2, 4].Array[1, 5].Sample(rows =>
        {
            IReadOnlyList<string>[] table = [["h1", "h2"], .. rows.Where(row => row.Any(cell => cell.Length > 0))];
            foreach (char delimiter in ",;")
            {
                using var writer = new StringWriter();
                DelimitedText.Write(writer, table, delimiter);
                Assert.Equal(table, DelimitedText.Read(writer.ToString()).Select(row => row.Cells).ToArray());
            }
        }, iter: 2000);

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\tx")]
    public void No_cell_begins_a_formula(string value)
    {
        using var writer = new StringWriter();
        DelimitedText.Write(writer, [[value]], ',');
        Assert.Matches("^\uFEFF\"?'", writer.ToString());
    }

    [Fact]
    public void A_table_goes_to_Excel_and_comes_back_with_decisions()
    {
        ReviewItemDocument item = ReviewWorld.Item(ReviewWorld.Path());
        string text = Text([item], ';').Replace(";;;;;;" + item.Fingerprint, ";Exception;\"because; so\";jane@contoso.com;2027-03-31;T-1;" + item.Fingerprint, StringComparison.Ordinal);
        ReviewTableRow row = Assert.Single(ReviewTable.Read(text));
        Assert.Equal(new ReviewDecisionInput
        {
            Item = item.Id,
            Fingerprint = item.Fingerprint,
            Decision = ReviewDecisionKind.Exception,
            Reason = "because; so",
            Owner = "jane@contoso.com",
            Until = new DateTimeOffset(2027, 3, 31, 0, 0, 0, TimeSpan.Zero),
            Ticket = "T-1",
        }, row.Input);
    }

    [Fact]
    public void Half_a_table_is_refused_as_a_whole()
    {
        ReviewItemDocument[] items = [.. Enumerable.Range(0, 10).Select(i => ReviewWorld.Item(ReviewWorld.Path($"u{i}@contoso.com")))];
        string text = Text(items, ',');
        foreach (int length in new[] { text.Length / 2, text.Length - 8, text.LastIndexOf("#end", StringComparison.Ordinal) })
        {
            Assert.Equal(ReviewErrors.TableInvalid, Assert.Throws<GovException>(() => ReviewTable.Read(text[..length])).Definition);
        }

        Assert.Empty(ReviewTable.Read(text));
    }

    [Theory]
    [InlineData("Item,Decision\nx,Approve\n")]
    [InlineData("")]
    [InlineData("Item,Decision,Fingerprint\n\"x,Approve")]
    public void What_is_no_table_is_refused(string text) =>
        Assert.Equal(ReviewErrors.TableInvalid, Assert.Throws<GovException>(() => ReviewTable.Read(text)).Definition);

    [Fact]
    public void A_row_that_cannot_be_read_says_why_and_the_others_stand()
    {
        IReadOnlyList<ReviewTableRow> rows = ReviewTable.Read("Item,Decision,Fingerprint,Until\na,Perhaps,f\nb,Approve,f\nc,Exception,f,tomorrowish\nd,1,f\n,Approve,f\n#end,5\n");
        Assert.Equal([2, 3, 4, 5, 6], rows.Select(row => row.Line));
        Assert.Equal([false, true, false, false, false], rows.Select(row => row.Input is not null));
        Assert.Contains("Perhaps", rows[0].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Item_ids_are_never_taken_for_numbers() => Assert.StartsWith("i", ReviewItemId.Of("RV-1", "p"), StringComparison.Ordinal);

    private static string Text(ReviewItemDocument[] items, char delimiter)
    {
        using var writer = new StringWriter();
        ReviewTable.Write(writer, items, delimiter);
        return writer.ToString();
    }
}
