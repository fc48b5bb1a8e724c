#include "rendering/renderer.hpp"

#include <mutex>
#include <utility>
#include <vector>

#include "rendering/jpeg/splicer.hpp"
#include "rendering/png/splicer.hpp"
#include "rendering/prepared_parts.hpp"
#include "rendering/text/typesetter.hpp"

namespace promo::rendering {
namespace {

struct Bench {
    explicit Bench(const Fonts& fonts) : typesetter(fonts) {}

    Typesetter typesetter;
    Discs discs;
    jpeg::Splicer jpeg;
    png::Splicer png;
};

}  // namespace

// Those that nobody works at; one more is made when there is none.
struct Renderer::Benches {
    explicit Benches(const Fonts& used) : fonts(used) {}

    const Fonts& fonts;
    std::mutex mutex;
    std::vector<std::unique_ptr<Bench>> free;

    std::unique_ptr<Bench> take() {
        {
            const std::lock_guard lock(mutex);
            if (!free.empty()) {
                auto bench = std::move(free.back());
                free.pop_back();
                return bench;
            }
        }
        return std::make_unique<Bench>(fonts);
    }
    void give_back(std::unique_ptr<Bench> bench) {
        const std::lock_guard lock(mutex);
        free.push_back(std::move(bench));
    }
};

// A bench for one call.
struct Renderer::Seat {
    Benches& benches;
    std::unique_ptr<Bench> bench = benches.take();

    explicit Seat(Benches& of) : benches(of) {}
    ~Seat() { benches.give_back(std::move(bench)); }
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
};

Renderer::Renderer(const Fonts& fonts) : benches_(std::make_unique<Benches>(fonts)) {}
Renderer::~Renderer() = default;

Encoded Renderer::render(const Prepared& background, const Order& order, Format format) {
    const auto& parts = background.parts();
    const Seat seat(*benches_);
    auto& [typesetter, discs, jpeg, png] = *seat.bench;
    std::vector<Layer> layers;
    // The logo's letters are set first; a typesetter remembers one line.
    const Disc* disc = nullptr;
    const Rect circle = logo_area(parts.size);
    if (order.logo) disc = &discs.get(*order.logo, circle.width, typesetter);
    int font_px = 0;
    if (!order.text.empty()) {
        const auto& set = typesetter.set(order.text, order.style, parts.size);
        font_px = set.font_px;
        layers.push_back({set.ink, [&typesetter = typesetter](const Canvas& canvas) { typesetter.draw(canvas); }});
    }
    if (disc)
        layers.push_back(
            {intersection(circle, whole(parts.size)), [&](const Canvas& canvas) { draw(*disc, circle, canvas); }});

    auto encoded =
        format == Format::jpg ? jpeg.splice(parts.jpeg, parts.rows, layers) : png.splice(parts.png, parts.rows, layers);
    encoded.font_px = font_px;
    return encoded;
}

}  // namespace promo::rendering
