#include <algorithm>
#include <cmath>

#include "rendering/decode.hpp"

namespace promo::rendering {
namespace {

// A sample of the source and how much of it lies in the pixel that is made.
struct Share {
    std::size_t target;
    float part;    // in `target`
    bool crosses;  // the rest lies in the next one
};

// Where each of `from` samples goes when `to` are left. Each target gets shares that sum to one.
std::vector<Share> shares(int from, int to) {
    const double scale = static_cast<double>(to) / from;
    std::vector<Share> all(static_cast<std::size_t>(from));
    for (int i = 0; i < from; ++i) {
        const double start = i * scale;
        const double end = std::min<double>(to, (i + 1) * scale);
        const double target = std::min<double>(std::floor(start), to - 1);
        const double border = target + 1;
        const bool crosses = end > border && border < to;
        all[static_cast<std::size_t>(i)] = {static_cast<std::size_t>(target),
                                            static_cast<float>((crosses ? border : end) - start), crosses};
    }
    return all;
}

class Scaler {
public:
    Scaler(const Pixels& from, Size to)
        : from_(from),
          columns_(shares(from.size.width, to.width)),
          width_(static_cast<float>(to.width) / static_cast<float>(from.size.width)),
          row_(static_cast<std::size_t>(to.width) * kChannels),
          sum_(row_.size()) {
        to_.size = to;
        to_.channels = from.channels;
        to_.samples.resize(to_.stride() * static_cast<std::size_t>(to.height));
    }

    Pixels run() {
        const auto rows = shares(from_.size.height, to_.size.height);
        const float height = static_cast<float>(to_.size.height) / static_cast<float>(from_.size.height);
        for (std::size_t y = 0; y < rows.size(); ++y) {
            squeeze(y);
            add(rows[y].part);
            if (rows[y].crosses || y + 1 == rows.size() || rows[y + 1].target != rows[y].target) {
                write(rows[y].target);
                if (rows[y].crosses) add(height - rows[y].part);
            }
        }
        return std::move(to_);
    }

private:
    // Colours weigh as much as they are opaque: what cannot be seen has no colour.
    static constexpr std::size_t kChannels = 4;

    void squeeze(std::size_t y) {
        std::fill(row_.begin(), row_.end(), 0.0F);
        const auto channels = static_cast<std::size_t>(from_.channels);
        const auto* pixel = &from_.samples[y * from_.stride()];
        for (const auto& share : columns_) {
            const float alpha = channels == 4 ? static_cast<float>(pixel[3]) / 255 : 1;
            const float values[kChannels] = {static_cast<float>(pixel[0]) * alpha, static_cast<float>(pixel[1]) * alpha,
                                             static_cast<float>(pixel[2]) * alpha, alpha};
            auto* target = &row_[share.target * kChannels];
            for (std::size_t i = 0; i < kChannels; ++i)
                target[i] += values[i] * share.part;
            if (share.crosses) {
                for (std::size_t i = 0; i < kChannels; ++i)
                    target[kChannels + i] += values[i] * (width_ - share.part);
            }
            pixel += channels;
        }
    }

    void add(float part) {
        for (std::size_t i = 0; i < sum_.size(); ++i)
            sum_[i] += row_[i] * part;
    }

    void write(std::size_t y) {
        auto* pixel = &to_.samples[y * to_.stride()];
        for (std::size_t i = 0; i < sum_.size(); i += kChannels) {
            const float alpha = sum_[i + 3];
            for (std::size_t channel = 0; channel < 3; ++channel)
                *pixel++ = alpha > 0 ? sample(sum_[i + channel] / alpha) : std::uint8_t{255};
            if (to_.channels == 4) *pixel++ = sample(alpha * 255);
        }
        std::fill(sum_.begin(), sum_.end(), 0.0F);
    }

    static std::uint8_t sample(float value) {
        return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
    }

    const Pixels& from_;
    const std::vector<Share> columns_;
    const float width_;
    std::vector<float> row_;
    std::vector<float> sum_;
    Pixels to_;
};

}  // namespace

Pixels scaled_into(const Pixels& picture, Size box) {
    const double scale = std::min(static_cast<double>(box.width) / picture.size.width,
                                  static_cast<double>(box.height) / picture.size.height);
    if (scale >= 1) return picture;
    const auto side = [&](int length) { return std::max(1, static_cast<int>(std::lround(length * scale))); };
    return Scaler(picture, {side(picture.size.width), side(picture.size.height)}).run();
}

}  // namespace promo::rendering
