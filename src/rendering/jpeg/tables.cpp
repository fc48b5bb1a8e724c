#include "rendering/jpeg/tables.hpp"

// jpeglib.h needs FILE and size_t before it.
#include <cstdio>

#include <jpeglib.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "rendering/code_lengths.hpp"
#include "rendering/jpeg/encoder.hpp"

namespace promo::rendering::jpeg {
namespace {

constexpr int kLongestCode = 16;
constexpr int kDcSymbols = 12;
constexpr int kAcSizes = 10;
constexpr int kRuns = 16;
constexpr int kEndOfBlock = 0x00;
constexpr int kSixteenZeros = 0xf0;
constexpr int kCoefficients = DCTSIZE2;

constexpr std::array<std::uint8_t, kCoefficients> kZigzag{
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

using Counts = std::array<std::uint64_t, 256>;

struct Statistics {
    Counts luma_dc{}, luma_ac{}, chroma_dc{}, chroma_ac{};
};

std::vector<std::uint8_t> dc_symbols() {
    std::vector<std::uint8_t> symbols;
    for (int size = 0; size < kDcSymbols; ++size)
        symbols.push_back(static_cast<std::uint8_t>(size));
    return symbols;
}

// The likelier first: of those that never came, they get the shorter codes.
std::vector<std::uint8_t> ac_symbols() {
    std::vector<std::uint8_t> symbols{kEndOfBlock, kSixteenZeros};
    for (int size = 1; size <= kAcSizes; ++size)
        for (int run = 0; run < kRuns; ++run)
            symbols.push_back(static_cast<std::uint8_t>(run << 4 | size));
    return symbols;
}

Table table_of(const Counts& counts, const std::vector<std::uint8_t>& symbols) {
    std::vector<std::uint64_t> frequencies;
    for (const auto symbol : symbols)
        frequencies.push_back(counts[symbol] + 1);
    // A code of nothing but ones is forbidden. It goes to a symbol that never comes: the rarest, and the last of its
    // length.
    frequencies.push_back(0);
    auto lengths = code_lengths(frequencies, kLongestCode);
    std::swap(lengths.back(), *std::ranges::max_element(lengths));

    Table table;
    std::size_t place = 0;
    for (std::uint8_t length = 1; length <= kLongestCode; ++length)
        for (std::size_t i = 0; i < symbols.size(); ++i) {
            if (lengths[i] != length) continue;
            ++table.counts[length - 1U];
            table.symbols[place++] = symbols[i];
        }
    return table;
}

Tables tables_of(const Statistics& counted) {
    return {table_of(counted.luma_dc, dc_symbols()), table_of(counted.luma_ac, ac_symbols()),
            table_of(counted.chroma_dc, dc_symbols()), table_of(counted.chroma_ac, ac_symbols())};
}

int size_of(int value) {
    return static_cast<int>(std::bit_width(static_cast<unsigned>(std::abs(value))));
}

void count_block(const JCOEF* block, int& previous, Counts& dc, Counts& ac) {
    ++dc[static_cast<std::size_t>(size_of(block[0] - previous))];
    previous = block[0];
    int run = 0;
    for (int i = 1; i < kCoefficients; ++i) {
        const int value = block[kZigzag[static_cast<std::size_t>(i)]];
        if (value == 0) {
            ++run;
            continue;
        }
        for (; run >= kRuns; run -= kRuns)
            ++ac[kSixteenZeros];
        ++ac[static_cast<std::size_t>(run << 4 | size_of(value))];
        run = 0;
    }
    if (run > 0) ++ac[kEndOfBlock];
}

[[noreturn]] void fail(j_common_ptr) {
    throw std::runtime_error("libjpeg does not read what it wrote");
}

struct Reader {
    jpeg_error_mgr errors{};
    jpeg_decompress_struct info{};

    explicit Reader(std::string_view file) {
        info.err = jpeg_std_error(&errors);
        errors.error_exit = fail;
        jpeg_create_decompress(&info);
        jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(file.data()), file.size());
        jpeg_read_header(&info, TRUE);
    }
    ~Reader() { jpeg_destroy_decompress(&info); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
};

// The blocks of a component within the square at (column, row), as they are coded.
void count_component(Reader& reader, jvirt_barray_ptr* arrays, int component, std::pair<unsigned, unsigned> at,
                     int& previous, Statistics& counted) {
    const auto& part = reader.info.comp_info[component];
    const auto wide = static_cast<unsigned>(part.h_samp_factor);
    const auto high = static_cast<unsigned>(part.v_samp_factor);
    auto* const rows = reader.info.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&reader.info),
                                                           arrays[component], at.second * high, high, FALSE);
    for (unsigned y = 0; y < high; ++y)
        for (unsigned x = 0; x < wide; ++x)
            count_block(rows[y][at.first * wide + x], previous, component == 0 ? counted.luma_dc : counted.chroma_dc,
                        component == 0 ? counted.luma_ac : counted.chroma_ac);
}

Statistics count(std::string_view file) {
    Reader reader(file);
    auto* const arrays = jpeg_read_coefficients(&reader.info);
    const unsigned across = (reader.info.image_width + kBlockPixels - 1) / kBlockPixels;
    const unsigned down = (reader.info.image_height + kBlockPixels - 1) / kBlockPixels;
    Statistics counted;
    std::array<int, 3> previous{};
    unsigned coded = 0;
    for (unsigned row = 0; row < down; ++row)
        for (unsigned column = 0; column < across; ++column) {
            if (reader.info.restart_interval != 0 && coded++ % reader.info.restart_interval == 0) previous = {};
            for (int component = 0; component < 3; ++component)
                count_component(reader, arrays, component, {column, row}, previous[static_cast<std::size_t>(component)],
                                counted);
        }
    return counted;
}

bool complete(const Table& table, std::vector<std::uint8_t> wanted) {
    std::size_t symbols = 0;
    std::uint32_t space = 0;
    for (std::size_t length = 1; length <= kLongestCode; ++length) {
        symbols += table.counts[length - 1];
        space += std::uint32_t{table.counts[length - 1]} << (kLongestCode - length);
    }
    if (symbols != wanted.size() || space >= 1U << kLongestCode) return false;
    std::vector<std::uint8_t> found(table.symbols.begin(),
                                    table.symbols.begin() + static_cast<std::ptrdiff_t>(symbols));
    std::ranges::sort(found);
    std::ranges::sort(wanted);
    return found == wanted;
}

}  // namespace

bool complete(const Tables& tables) {
    return complete(tables.luma_dc, dc_symbols()) && complete(tables.luma_ac, ac_symbols()) &&
           complete(tables.chroma_dc, dc_symbols()) && complete(tables.chroma_ac, ac_symbols());
}

Tables train(const Pixels& sample, int restart_interval) {
    Encoder encoder;
    const auto even = tables_of({});
    return tables_of(count(encoder.encode(view_of(sample), even, restart_interval)));
}

}  // namespace promo::rendering::jpeg
