#include "rendering/text/glyphs.hpp"

#include "rendering/text/rasterizer.hpp"

namespace promo::rendering {
namespace {

std::size_t weight(const GlyphImage& image) {
    constexpr std::size_t kBookkeeping = 256;
    return image.samples.size() + kBookkeeping;
}

}  // namespace

Glyphs::Glyphs(const Fonts::Files& files, std::size_t most_bytes)
    : most_bytes_(most_bytes), rasterizer_(std::make_unique<Rasterizer>(files)) {}
Glyphs::~Glyphs() = default;

std::shared_ptr<const GlyphImage> Glyphs::image(const GlyphLook& look) {
    if (const auto place = places_.find(look); place != places_.end()) {
        latest_first_.splice(latest_first_.begin(), latest_first_, place->second);
        return place->second->image;
    }
    auto image = std::make_shared<const GlyphImage>(rasterizer_->draw(look));
    latest_first_.push_front({look, image});
    places_.emplace(look, latest_first_.begin());
    bytes_ += weight(*image);
    make_room();
    return image;
}

void Glyphs::make_room() {
    while (bytes_ > most_bytes_) {
        bytes_ -= weight(*latest_first_.back().image);
        places_.erase(latest_first_.back().look);
        latest_first_.pop_back();
    }
}

std::size_t Glyphs::Hash::operator()(const GlyphLook& look) const {
    const auto which = std::uint64_t{look.face} << 32 | look.glyph;
    const auto how = static_cast<std::uint64_t>(look.font_px) << 8 | look.quarter << 4 | look.tone << 1 |
                     static_cast<std::uint64_t>(look.layer);
    constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15;
    return static_cast<std::size_t>(((which * kOdd) ^ how) * kOdd >> 16);
}

}  // namespace promo::rendering
