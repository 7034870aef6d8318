package main

import (
	"math"
	"math/rand/v2"
	"strings"
)

// Words that complaints are made of, the frequent ones first. Rare ones are made of two of them, so that the
// search meets many terms with the long tail that real texts have.
var words = strings.Fields(`快递 客服 退款 师傅 订单 电话 上门 包裹 维修 物流 投诉 商品 处理 客户 质量 态度 发货 收到 联系 安装
 空调 洗衣机 冰箱 热水器 电梯 漏水 押金 发票 物业 收费 门禁 停车 噪声 配件 包装 破损 赔偿 道歉 回复 登记
 仓库 缺货 地址 签收 驿站 派件 运费 优惠 积分 会员 价格 差价 尺寸 颜色 气味 材料 说明书 保修 检测 报告
 前台 窗口 排队 预约 材料费 上班 周末 晚上 上午 下午 小区 楼道 垃圾 保洁 车库 照明 水管 电路 插座 阀门
 燃气 灶具 油烟机 净水器 滤芯 马桶 地漏 窗户 门锁 钥匙 玻璃 护栏 消防 通道 保安 访客 登记本 隐私 推销 短信
 验证码 账号 系统 数据 报表 账单 对账 合同 协议 签字 收据 凭证 银行 到账 批次 财务 主管 经理 专员 培训
 孩子 老人 邻居 房东 租客 业主 公司 学校 医院 超市 食堂 厨师 餐具 卫生 虫子 腹泻 消毒 样品 鉴定 法院`)

var links = strings.Fields("的 了 我 你们 一直 没有 已经 因为 但是 还是 就是 要求 希望 马上 今天 昨天 上周 一次 三次 两天 第二天 根本 完全 到底 为什么 怎么 请 不能 可以 说 打 问 等 来 去 在 把 被 给 和 也 都 又 再")

// text makes texts of words that come as often as words do (Zipf).
type text struct {
	rng    *rand.Rand
	common *rand.Zipf
	rare   *rand.Zipf
}

func newText(rng *rand.Rand) *text {
	return &text{rng, rand.NewZipf(rng, 1.15, 4, uint64(len(words)-1)), rand.NewZipf(rng, 1.05, 20, uint64(len(words)*len(words)-1))}
}

func (t *text) word(b *strings.Builder) {
	switch f := t.rng.Float64(); {
	case f < 0.45:
		b.WriteString(links[t.rng.IntN(len(links))])
	case f < 0.85:
		b.WriteString(words[t.common.Uint64()])
	default:
		n := int(t.rare.Uint64())
		b.WriteString(words[n%len(words)])
		b.WriteString(words[n/len(words)])
	}
}

// sentence is a text of about so many characters.
func (t *text) sentence(characters int) string {
	var b strings.Builder
	b.Grow(characters*3 + 16)
	for clause := 0; b.Len() < characters*3; clause++ {
		if clause > 0 {
			b.WriteString([]string{"，", "，", "，", "。"}[t.rng.IntN(4)])
		}
		for range 4 + t.rng.IntN(5) {
			t.word(&b)
		}
	}
	b.WriteString("。")
	return b.String()
}

// length is a length of texts: most short, some long.
func (t *text) length(median, most float64) int {
	return int(min(most, median*math.Exp(t.rng.NormFloat64()*0.7)))
}

const (
	surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
	given    = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉萍红建文辉力国鹏志海雪春梅琳素云莲真环荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉叶璧璐娅琦晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓纨仪荷丹蓉眉君琴蕊薇菁梦岚苑婕馨瑗琰韵融园艺咏卿聪澜纯毓悦昭冰爽琬茗羽希宁欣飘育滢馥筠柔竹霭凝晓欢霄枫芸菲寒伊亚宜可姬舒影荔枝思"
)

var surnameRunes, givenRunes = []rune(surnames), []rune(given)

// name is the name that belongs to a number.
func name(n int) string {
	h := uint64(n)*0x9E3779B97F4A7C15 + 1
	h ^= h >> 29
	s := string(surnameRunes[h%uint64(len(surnameRunes))])
	h /= uint64(len(surnameRunes))
	s += string(givenRunes[h%uint64(len(givenRunes))])
	if h /= uint64(len(givenRunes)); h%4 != 0 {
		s += string(givenRunes[h/4%uint64(len(givenRunes))])
	}
	return s
}
