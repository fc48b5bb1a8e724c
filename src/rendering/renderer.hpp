#pragma once

#include <memory>
#include <string_view>

#include "rendering/encoded.hpp"
#include "rendering/layout.hpp"
#include "rendering/logo.hpp"
#include "rendering/prepared.hpp"
#include "rendering/text/fonts.hpp"

namespace promo::rendering {

struct Order {
    std::string_view text;  // as caption_of gives it; empty draws none
    TextStyle style;
    const Logo* logo = nullptr;
};

// Draws on prepared pictures. Safe from any thread: each call has a typesetter and buffers of its own, kept for the
// next.
class Renderer {
public:
    explicit Renderer(const Fonts& fonts);
    ~Renderer();

    // Valid as long as `background` is. Refuses what Typesetter::set refuses.
    Encoded render(const Prepared& background, const Order& order, Format format);

private:
    struct Benches;
    struct Seat;
    std::unique_ptr<Benches> benches_;
};

}  // namespace promo::rendering
