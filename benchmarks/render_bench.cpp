// How fast pictures are rendered, by us and by the plain way from C++.
//   render_bench make FOLDER                                  writes the backgrounds and the codes that everybody uses
//   render_bench ours|outlined|plain FOLDER VARIANT FORMAT SECONDS   VARIANT is square or story, FORMAT jpg or png
//   render_bench sizes FOLDER FORMAT SECONDS                  the same text on larger and larger pictures
// The fonts lie in FOLDER/fonts. Each prints `renders_per_s N p99_us N bytes N`, in CPU time of one thread.

#include <png.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

// jpeglib.h needs FILE and size_t before it.
#include <jpeglib.h>

#include "rendering/prepared.hpp"
#include "rendering/renderer.hpp"
#include "rendering/text/typesetter.hpp"

namespace {

using namespace promo::rendering;
using Steady = std::chrono::steady_clock;

constexpr std::size_t kCodes = 4096;
constexpr std::size_t kWarmUp = 64;
const std::map<std::string, Size> kVariants{{"square", {1080, 1080}}, {"story", {1080, 1920}}};

TextStyle style(bool outline) {
    return {.box = {}, .font = Font::dejavu_sans, .max_font_px = 0, .colour = {255, 255, 255}, .outline = outline};
}

// Clouds of several sizes, a slope, and the grain of a camera, most of it grey: as hard to compress as a photograph.
Pixels photograph(Size size) {
    std::mt19937 chance(20);
    std::vector<std::vector<double>> grids;
    constexpr int kOctaves = 6, kGrid = 130;
    for (int octave = 0; octave < kOctaves; ++octave) {
        auto& grid = grids.emplace_back(kGrid * kGrid);
        for (auto& value : grid)
            value = static_cast<double>(chance() % 2001) / 1000 - 1;
    }
    const auto cloud = [&](double x, double y, int octave) {
        const double step = 512 >> octave;
        const double gx = x / step, gy = y / step;
        const auto column = static_cast<std::size_t>(gx), row = static_cast<std::size_t>(gy);
        const double fx = gx - static_cast<double>(column), fy = gy - static_cast<double>(row);
        const auto at = [&](std::size_t c, std::size_t r) {
            return grids[static_cast<std::size_t>(octave)][r % kGrid * kGrid + c % kGrid];
        };
        return (at(column, row) * (1 - fx) + at(column + 1, row) * fx) * (1 - fy) +
               (at(column, row + 1) * (1 - fx) + at(column + 1, row + 1) * fx) * fy;
    };
    Pixels picture{size, 3, {}};
    picture.samples.reserve(picture.stride() * static_cast<std::size_t>(size.height));
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            double light = 90 + 50.0 * y / size.height;
            for (int octave = 0; octave < kOctaves; ++octave)
                light += 44 * cloud(x, y, octave) / (1 << octave);
            const double grain = static_cast<double>(chance() % 8 + chance() % 8) - 7;
            for (const double tint : {0.0, -18.0, 22.0}) {
                const double noise = grain + static_cast<double>(chance() % 3) - 1;
                picture.samples.push_back(static_cast<std::uint8_t>(std::clamp(light + tint + noise, 0.0, 255.0)));
            }
        }
    return picture;
}

std::vector<std::string> random_codes() {
    constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    std::mt19937 chance(4096);
    std::vector<std::string> codes(kCodes);
    for (auto& code : codes)
        for (auto length = 4 + chance() % 13; length > 0; --length)
            code += kLetters[chance() % kLetters.size()];
    return codes;
}

std::string read(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

void write(const std::filesystem::path& file, std::string_view bytes) {
    std::ofstream out(file, std::ios::binary);
    if (!out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())))
        throw std::runtime_error("cannot write " + file.string());
}

Pixels load(const std::filesystem::path& folder, const std::string& variant) {
    const auto bytes = read(folder / (variant + ".rgb"));
    return {kVariants.at(variant), 3, {bytes.begin(), bytes.end()}};
}

double cpu_us() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

// `render` gives the size of its file.
void measure(const std::vector<std::string>& codes, std::chrono::seconds time,
             const std::function<std::size_t(const std::string&)>& render) {
    for (std::size_t i = 0; i < kWarmUp; ++i)
        render(codes[i % codes.size()]);
    std::vector<double> took;
    double bytes = 0, sum = 0;
    const auto end = Steady::now() + time;
    for (std::size_t i = 0; Steady::now() < end; ++i) {
        const double begun = cpu_us();
        bytes += static_cast<double>(render(codes[i % codes.size()]));
        took.push_back(cpu_us() - begun);
        sum += took.back();
    }
    const auto place = took.begin() + static_cast<std::ptrdiff_t>(took.size() * 99 / 100);
    std::nth_element(took.begin(), place, took.end());
    const auto count = static_cast<double>(took.size());
    std::printf("renders_per_s %.1f p99_us %.0f bytes %.0f\n", count / sum * 1e6, *place, bytes / count);
}

std::size_t plain_jpeg(Pixels& picture) {
    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    unsigned char* file = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &file, &size);
    info.image_width = static_cast<JDIMENSION>(picture.size.width);
    info.image_height = static_cast<JDIMENSION>(picture.size.height);
    info.input_components = 3;
    info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, 90, TRUE);
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height) {
        JSAMPROW row = picture.samples.data() + info.next_scanline * picture.stride();
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    std::free(file);
    return size;
}

std::size_t plain_png(Pixels& picture) {
    std::string file;
    auto* png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    auto* info = png_create_info_struct(png);
    png_set_write_fn(
        png, &file,
        [](png_structp from, png_bytep bytes, std::size_t count) {
            static_cast<std::string*>(png_get_io_ptr(from))->append(reinterpret_cast<const char*>(bytes), count);
        },
        [](png_structp) {});
    png_set_compression_level(png, 6);
    png_set_IHDR(png, info, static_cast<png_uint_32>(picture.size.width), static_cast<png_uint_32>(picture.size.height),
                 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int y = 0; y < picture.size.height; ++y)
        png_write_row(png, picture.samples.data() + static_cast<std::size_t>(y) * picture.stride());
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return file.size();
}

Format format_of(const std::string& name) {
    return name == "jpg" ? Format::jpg : Format::png;
}

// The size of each text goes with it: peers need not find it.
void make(const std::filesystem::path& folder) {
    const Fonts fonts(folder / "fonts");
    Typesetter typesetter(fonts);
    for (const auto& [name, size] : kVariants) {
        std::string codes;
        for (const auto& code : random_codes())
            codes += code + ' ' + std::to_string(typesetter.set(code, style(false), size).font_px) + '\n';
        write(folder / (name + ".codes"), codes);
        const auto picture = photograph(size);
        write(folder / (name + ".rgb"),
              {reinterpret_cast<const char*>(picture.samples.data()), picture.samples.size()});
    }
}

void ours(const std::filesystem::path& folder, const std::string& variant, Format format, std::chrono::seconds time,
          bool outline) {
    const auto bytes = prepare(load(folder, variant));
    const auto background = Prepared::open(bytes);
    const Fonts fonts(folder / "fonts");
    Renderer renderer(fonts);
    measure(random_codes(), time, [&](const std::string& code) {
        return renderer.render(*background, {code, style(outline)}, format).size();
    });
}

void plain(const std::filesystem::path& folder, const std::string& variant, Format format, std::chrono::seconds time) {
    const auto background = load(folder, variant);
    const Fonts fonts(folder / "fonts");
    Typesetter typesetter(fonts);
    Pixels picture = background;
    measure(random_codes(), time, [&](const std::string& code) {
        std::memcpy(picture.samples.data(), background.samples.data(), picture.samples.size());
        typesetter.set(code, style(false), picture.size);
        typesetter.draw({picture.samples.data(), picture.stride(), whole(picture.size)});
        return format == Format::jpg ? plain_jpeg(picture) : plain_png(picture);
    });
}

void sizes(const std::filesystem::path& folder, Format format, std::chrono::seconds time) {
    const Fonts fonts(folder / "fonts");
    const auto codes = random_codes();
    for (const int side : {540, 1080, 2048, 4096}) {
        const auto bytes = prepare(photograph({side, side}));
        const auto background = Prepared::open(bytes);
        Renderer renderer(fonts);
        auto text = style(false);
        text.box = {32 * 100.0 / side, 400 * 100.0 / side, 480 * 100.0 / side,
                    64 * 100.0 / side, HAlign::center,     VAlign::middle};
        measure(codes, time, [&](const std::string& code) {
            return renderer.render(*background, {code, text}, format).size();
        });
    }
}

int run(const std::vector<std::string>& words) {
    const auto seconds = [&](std::size_t at) { return std::chrono::seconds(std::stoi(words.at(at))); };
    if (words.size() == 2 && words[0] == "make")
        make(words[1]);
    else if (words.size() == 5 && (words[0] == "ours" || words[0] == "outlined"))
        ours(words[1], words[2], format_of(words[3]), seconds(4), words[0] == "outlined");
    else if (words.size() == 5 && words[0] == "plain")
        plain(words[1], words[2], format_of(words[3]), seconds(4));
    else if (words.size() == 4 && words[0] == "sizes")
        sizes(words[1], format_of(words[2]), seconds(3));
    else {
        std::fputs(
            "usage: render_bench make FOLDER | ours|outlined|plain FOLDER VARIANT FORMAT SECONDS | sizes FOLDER FORMAT "
            "SECONDS\n",
            stderr);
        return 2;
    }
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    try {
        return run({arguments + 1, arguments + count});
    } catch (const std::exception& error) {
        std::fprintf(stderr, "render_bench: %s\n", error.what());
        return 1;
    }
}
